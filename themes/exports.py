"""What can be exported of the themes; registered in AppConfig.ready()."""

from themes.catalogue.map_tables import THEME_MAP
from themes.matrices.figures import MATRIX_HEATMAP
from themes.matrices.framework_tables import FRAMEWORK
from themes.matrices.tables import MATRIX
from themes.matrices.theme_tables import THEMES
from workbench.exporting.registry import register

for exporter in (THEMES, THEME_MAP, MATRIX, MATRIX_HEATMAP, FRAMEWORK):
    register(exporter)
