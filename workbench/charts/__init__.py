"""Charts as specifications of Vega-Lite and Vega, and their pictures. Pure: plain values in, dictionaries out."""

from workbench.charts.bar_charts import Bar, bars
from workbench.charts.curves import Line, Point, curve
from workbench.charts.forest_plots import Interval, forest
from workbench.charts.heat_maps import heatmap
from workbench.charts.rendering import render
from workbench.charts.trees import Node, tree

__all__ = ["Bar", "Interval", "Line", "Node", "Point", "bars", "curve", "forest", "heatmap", "render", "tree"]
