"""A project file that is an attack is refused with a sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from coding.exchange.refi.container import opened
from coding.exchange.refi.reading import read_qdpx
from coding.sources.importers.limits import Limits, limited_by
from coding.sources.importers.problems import ImportProblem
from tests.shared_data import SHARED, needs

EMPTY = b'<Project xmlns="urn:QDA-XML:project:1.0" name="x"/>'


def packed(folder: Path, parts: dict[str, bytes], name: str = "x.qdpx") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return path


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("sources/a.txt")
    info.external_attr = 0o120777 << 16
    return info


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"project.qde": EMPTY, "../../evil.txt": b"x"}, "leads out of the file"),
        ({"project.qde": EMPTY, "/etc/passwd": b"x"}, "leads out of the file"),
        ({"project.qde": EMPTY, "C:\\evil.txt": b"x"}, "leads out of the file"),
        ({"project.qde": EMPTY, link(): b"/etc/passwd"}, "is a link"),
        ({"sources/a.txt": b"x"}, "no project description"),
        ({"a.qde": EMPTY, "b.qde": EMPTY}, "several descriptions"),
        ({"project.qde": EMPTY, "sources/a.txt": b"\0" * 50_000_000}, "not safe"),
    ],
)
def test_a_hostile_zip_is_refused(tmp_path, parts, said):
    path = packed(tmp_path, parts)

    with pytest.raises(ImportProblem, match=said), opened(path, path.name):
        pass


def test_too_many_parts_and_too_much_in_them_are_refused(tmp_path):
    path = packed(tmp_path, {"project.qde": EMPTY} | {f"sources/{n}.txt": b"x" for n in range(30)})

    with limited_by(Limits(parts=20)), pytest.raises(ImportProblem, match="not safe"), opened(path, "x.qdpx"):
        pass


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and nothing more", b"\x00" * 10])
def test_what_is_no_zip_is_refused(tmp_path, data):
    path = tmp_path / "x.qdpx"
    path.write_bytes(data)

    with pytest.raises(ImportProblem), opened(path, "x.qdpx"):
        pass


def test_names_are_found_without_case_and_folder_and_never_outside(tmp_path):
    path = packed(tmp_path, {"Project.QDE": EMPTY, "Sources/A.TXT": b"words"})

    with opened(path, "x.qdpx") as container:
        assert container.xml == EMPTY
        for address in ("internal://a.txt", "a.txt", "internal://../../a.txt", "INTERNAL://a.txt"):
            assert container.info(address).filename == "Sources/A.TXT"
        for address in ("internal://b.txt", "absolute:///etc/passwd", "relative:///a.txt", "http://x/a.txt", None):
            assert container.info(address) is None


def test_positions_past_the_end_and_lost_references_are_said_and_the_rest_is_read(tmp_path):
    guid = "00000000-0000-0000-0000-00000000000"
    xml = f"""<Project xmlns="urn:QDA-XML:project:1.0" name="x">
      <Sources><TextSource guid="{guid}1" name="S"><PlainTextContent>Some words.</PlainTextContent>
        <PlainTextSelection guid="{guid}2" startPosition="5" endPosition="10"><Coding guid="{guid}3">
          <CodeRef targetGUID="{guid}9"/></Coding></PlainTextSelection>
        <PlainTextSelection guid="{guid}4" startPosition="5" endPosition="1000"/>
        <PlainTextSelection guid="{guid}5" startPosition="9" endPosition="2"/>
        <PlainTextSelection guid="{guid}6" startPosition="abc" endPosition="2"/>
      </TextSource></Sources></Project>"""
    path = tmp_path / "x.qde"
    path.write_text(xml)

    facts = read_qdpx({"name": "x.qde", "path": str(path), "out": str(tmp_path)}, lambda said: None)

    assert facts["unplaced"] == [f"{guid}4", f"{guid}5"]
    said = " ".join(facts["said"])
    assert "2 selections lie beyond the end" in said
    assert "does not say its start or end; left out" in said
    assert "1 coding with a code" in said
    assert "“abc” where a number belongs" in said


def test_more_of_anything_than_a_study_has_is_refused(tmp_path):
    users = "".join(f'<User guid="00000000-0000-0000-0000-{n:012}"/>' for n in range(1_001))
    path = tmp_path / "x.qde"
    path.write_text(f'<Project xmlns="urn:QDA-XML:project:1.0" name="x"><Users>{users}</Users></Project>')

    with pytest.raises(ImportProblem, match="it has 1,001 people; 1,000 is the most"):
        read_qdpx({"name": "x.qde", "path": str(path), "out": str(tmp_path)}, lambda said: None)


WRONG = """<Project xmlns="urn:QDA-XML:project:1.0" basePath="C:/Study" creationDateTime="yesterday"><CodeBook><Codes>
  <Code guid="x" color="rgba(255, 0, 0, 0.5)" isCodable="maybe"/><Code name="no guid"/></Codes></CodeBook>
  <Variables><Variable guid="v" typeOfVariable="Number"/></Variables>
  <Cases><Case><VariableValue><VariableRef targetGUID="v"/><IntegerValue>many</IntegerValue></VariableValue>
    <VariableValue><VariableRef targetGUID="v"/><FloatValue/></VariableValue><VariableValue/></Case></Cases>
  <Sources><TextSource guid="s"><PlainTextContent>Words</PlainTextContent>
    <PlainTextSelection startPosition="0" endPosition="5"><Coding/></PlainTextSelection>
    <PlainTextSelection startPosition="0"/></TextSource></Sources>
  <Links><Link guid="l" direction="up" color="red"/></Links><Sets/>
  <Graphs><Graph guid="g"><Vertex guid="w" firstX="1" firstY="a"/><Edge guid="e"/></Graph></Graphs></Project>"""


@needs("refi")
def test_whatever_is_wrong_in_a_file_what_is_kept_of_it_is_valid(tmp_path):
    path = tmp_path / "x.qde"
    path.write_text(WRONG)

    facts = read_qdpx({"name": "x.qde", "path": str(path), "out": str(tmp_path)}, lambda said: None)

    schema = etree.XMLSchema(etree.parse(SHARED / "refi/Project-v1.0.xsd"))
    schema.assertValid(etree.parse(tmp_path / "project.qde"))
    assert len(facts["said"]) >= 10
    assert b"C:/Study" not in (tmp_path / "project.qde").read_bytes()
