"""What can be exported of the coding; registered in AppConfig.ready()."""

from coding.analysis.registry import register as register_analysis
from coding.analysis.tables.alignment import ALIGNMENT
from coding.analysis.tables.cooccurrence import COOCCURRENCE
from coding.analysis.tables.crosstab import CROSSTAB
from coding.analysis.tables.frequencies import FREQUENCIES
from coding.analysis.tables.joint_display import JOINT_DISPLAY
from coding.analysis.tables.participants import PARTICIPANTS
from coding.analysis.tables.saturation import SATURATION
from coding.deidentification import holdings as _names  # noqa: F401  registers what is said of names
from coding.exchange import holdings as _coding  # noqa: F401  registers how much there is
from coding.exchange.agreement_figures import AGREEMENT_FOREST
from coding.exchange.agreement_tables import AGREEMENT
from coding.exchange.annotation_files import ANNOTATIONS
from coding.exchange.bank_tables import BANK
from coding.exchange.codebook_tables import CODEBOOK
from coding.exchange.coding_tables import CODINGS, QUOTATIONS
from coding.exchange.decision_tables import DECISIONS
from coding.exchange.memo_tables import MEMOS
from coding.exchange.project_files import PROJECT
from coding.exchange.redline_tables import REDLINE
from coding.reporting.bundle.exporting import BUNDLE
from coding.reporting.checklists import CHECKLISTS
from coding.reporting.methods import METHODS
from workbench.exporting.registry import register

EXPORTERS = (
    CODEBOOK,
    REDLINE,
    QUOTATIONS,
    BANK,
    CODINGS,
    ANNOTATIONS,
    MEMOS,
    AGREEMENT,
    AGREEMENT_FOREST,
    DECISIONS,
    PROJECT,
    METHODS,
    CHECKLISTS,
    BUNDLE,
)
for exporter in EXPORTERS:
    register(exporter)

# Each is an export and a page of its own.
for analysis in (PARTICIPANTS, FREQUENCIES, CROSSTAB, COOCCURRENCE, SATURATION, ALIGNMENT, JOINT_DISPLAY):
    register_analysis(analysis)
