"""What can be exported of the coding; registered in AppConfig.ready()."""

from coding.exchange.agreement_tables import AGREEMENT
from coding.exchange.codebook_tables import CODEBOOK
from coding.exchange.coding_tables import CODINGS, QUOTATIONS
from coding.exchange.memo_tables import MEMOS
from workbench.exporting.registry import register

for exporter in (CODEBOOK, QUOTATIONS, CODINGS, MEMOS, AGREEMENT):
    register(exporter)
