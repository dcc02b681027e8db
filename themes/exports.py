"""What can be exported of the themes; registered in AppConfig.ready()."""

from coding.analysis.kinds import register_kind
from coding.analysis.registry import register as register_analysis
from themes.catalogue.map_tables import THEME_MAP
from themes.displays.groups import THEME_GROUPS
from themes.displays.lines import KIND
from themes.matrices.figures import MATRIX_HEATMAP
from themes.matrices.framework_tables import FRAMEWORK
from themes.matrices.tables import MATRIX
from themes.matrices.theme_tables import THEMES
from workbench.exporting.registry import register

for exporter in (THEMES, THEME_MAP, MATRIX, MATRIX_HEATMAP, FRAMEWORK):
    register(exporter)

# The analyses of codes count themes as well.
register_kind(KIND)
register_analysis(THEME_GROUPS)
