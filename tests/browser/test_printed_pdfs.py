"""What a browser prints as PDF comes in as it was: another writer of PDFs than the one of the other tests."""

from html import escape

import pytest
from playwright.sync_api import Browser

from coding.sources.importers.registry import parse_transcript
from tests.shared_data import SHARED, needs

HEADER = '<span style="font-size: 9px">Talk 7, confidential</span>'
FOOTER = '<span style="font-size: 9px">Page <span class="pageNumber"></span></span>'
WORDS = "data/consultations/vtt_derived/day1_consultation01.vtt"
STYLES = {
    "justified": "font: 11pt serif; text-align: justify",
    "ragged": "font: 10pt sans-serif",
    "double": "font: 12pt serif; line-height: 2",
    "typewriter": "font: 10pt monospace",
    "columns": "column-count: 2; font: 11pt serif; text-align: justify",
}


def printed(chromium: Browser, body: str, style: str = "", **options: object) -> bytes:
    page = chromium.new_page()
    page.set_content(f'<!doctype html><html lang="en"><meta charset="utf-8"><body style="{style}">{body}')
    data = page.pdf(**options)
    page.close()
    return data


@needs("data/consultations")
@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_consultation_comes_back_turn_by_turn(chromium_with_window, style):
    file = SHARED / WORDS
    turns = parse_transcript(file.name, file.read_bytes()).text.split("\n")
    read = parse_transcript(
        "talk.pdf", printed(chromium_with_window, "".join(f"<p>{escape(turn)}</p>" for turn in turns), style)
    )
    assert read.text.split("\n") == [" ".join(turn.split()) for turn in turns]
    assert len(read.turns) == len(turns)


@needs("data/same-text")
def test_every_script_comes_back_and_page_furniture_is_said(chromium_with_window):
    lines = (SHARED / "data/same-text/multilingual_emoji_probe.txt").read_text("utf-8").rstrip("\n").split("\n")
    body = "".join(f'<p dir="auto">{escape(line)}</p>' for line in lines)
    margin = {"top": "80px", "bottom": "80px"}
    # One face for all scripts: where several stand in for each other, some letters get no code.
    data = printed(
        chromium_with_window,
        body,
        "font-family: 'DejaVu Sans'",
        display_header_footer=True,
        header_template=HEADER,
        footer_template=FOOTER,
        margin=margin,
    )
    read = parse_transcript("probe.pdf", data)
    back = read.text.split("\n")
    assert len(back) == len(lines) == 60
    # Some letters and joiners get no code in a printed PDF; of these scripts all do.
    whole = [line for line in lines if line.startswith(("heb_Hebr", "jpn_Jpan", "kor_Hang", "zho_Hans"))]
    assert len(whole) == 16
    assert [line for line in whole if line not in back] == []
    assert [sentence for sentence in read.assumed if "edge" in sentence] == [
        '"Page #" at the edge of 3 pages was left out',
        '"Talk #, confidential" at the edge of 3 pages was left out',
    ]
