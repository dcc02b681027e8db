"""Codes and quotations have a place under their theme, quotations a stance, and may lie loose on the board."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("coding", "0012_project_files_of_other_programs"),
        ("themes", "0006_matrices_are_saved"),
    ]

    operations = [
        # The table is there: Django made it for the codes of themes.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="ThemeCode",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="theme_places", to="coding.code")),
                        ("theme", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="code_places", to="themes.theme")),
                    ],
                    options={
                        "db_table": "themes_theme_codes",
                        "ordering": [models.OrderBy(models.F("position"), nulls_last=True), "code__position", "code"],
                        "unique_together": {("theme", "code")},
                    },
                ),
                migrations.AlterField(
                    model_name="theme",
                    name="codes",
                    field=models.ManyToManyField(blank=True, related_name="themes", through="themes.ThemeCode", to="coding.code"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="themecode",
            name="position",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='displacedquotation',
            name='stance',
            field=models.CharField(choices=[('supports', 'Supports'), ('against', 'Speaks against')], default='supports', max_length=10),
        ),
        migrations.AddField(
            model_name='quotation',
            name='position',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='quotation',
            name='stance',
            field=models.CharField(choices=[('supports', 'Supports'), ('against', 'Speaks against')], default='supports', max_length=10),
        ),
        migrations.AlterField(
            model_name='displacedquotation',
            name='theme',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='displaced_quotations', to='themes.theme'),
        ),
        migrations.AlterField(
            model_name='quotation',
            name='theme',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='quotations', to='themes.theme'),
        ),
        migrations.AddConstraint(
            model_name='quotation',
            constraint=models.UniqueConstraint(condition=models.Q(('theme', None)), fields=('source', 'start', 'end'), name='one_loose_quotation_per_span'),
        ),
    ]
