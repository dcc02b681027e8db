"""Passages that suggestions hold are passages of their run, and what stands below a suggestion is its subtheme."""

from itertools import groupby

from django.db import migrations

BATCH = 2000


def fill(apps, schema_editor):
    RunPassage = apps.get_model("themes", "RunPassage")
    SuggestedPassage = apps.get_model("themes", "SuggestedPassage")
    apps.get_model("themes", "Suggestion").objects.filter(parent__isnull=False).update(part=True)
    for run in apps.get_model("themes", "SuggestionRun").objects.order_by("pk"):
        rows = list(
            SuggestedPassage.objects.filter(suggestion__run=run).order_by("source_id", "start", "end", "pk").defer("text")
        )
        spans = [list(group) for _, group in groupby(rows, key=lambda row: (row.source_id, row.start, row.end))]
        texts = dict(SuggestedPassage.objects.filter(suggestion__run=run).values_list("pk", "text"))
        made = RunPassage.objects.bulk_create(
            [
                RunPassage(
                    run=run, source_id=same[0].source_id, case_id=same[0].case_id,
                    start=same[0].start, end=same[0].end, text=texts[same[0].pk],
                )
                for same in spans
            ],
            batch_size=BATCH,
        )
        placed = []
        for passage, same in zip(made, spans, strict=True):
            seen = set()
            for row in same:
                if row.suggestion_id not in seen:
                    seen.add(row.suggestion_id)
                    row.passage = passage
                    placed.append(row)
        SuggestedPassage.objects.bulk_update(placed, ["passage"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('themes', '0008_suggestions_are_reviewed'),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
