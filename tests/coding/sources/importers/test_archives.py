"""A zip is taken apart safely: names are never paths, sizes are bounded, and what stays out is said."""

import struct
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.sources.importers.archives import Member, is_litter, unpack
from coding.sources.importers.limits import Limits, limited_by
from coding.sources.importers.problems import ImportProblem
from tests.coding.sources.importers.builders import zip_file

ENDINGS = (".txt", ".docx")


@pytest.fixture
def take_apart(tmp_path):
    def take(data: bytes) -> list[Member]:
        (tmp_path / "out").mkdir(exist_ok=True)
        (tmp_path / "sent.zip").write_bytes(data)
        return unpack(tmp_path / "sent.zip", tmp_path / "out", ENDINGS, "sent.zip")

    return take


def named(*names: bytes) -> bytes:
    """A zip whose members have these very bytes for names, without a word about their encoding."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for position, name in enumerate(names):
            archive.writestr(f"{position}".rjust(len(name), "x"), b"text")
    data = stream.getvalue()
    for position, name in enumerate(names):
        data = data.replace(f"{position}".rjust(len(name), "x").encode(), name)
    return data


def test_files_keep_their_folders_for_the_eye_and_their_bytes(take_apart):
    members = take_apart(zip_file({"wave 1/P01.txt": b"one", "wave 2/P01.txt": b"two"}))
    assert [(member.name, member.path.read_bytes(), member.size) for member in members] == [
        ("wave 1/P01.txt", b"one", 3),
        ("wave 2/P01.txt", b"two", 3),
    ]


def test_names_that_climb_out_are_refused_in_words_and_the_others_stay_inside(take_apart, tmp_path):
    names = ["../../evil.txt", "/etc/passwd.txt", "C:\\windows\\a.txt", "a\\..\\..\\b.txt", "./good.txt"]
    *bad, good = take_apart(zip_file(dict.fromkeys(names, b"x")))
    assert [member.name for member in bad] == ["evil.txt", "etc/passwd.txt", "windows/a.txt", "a/b.txt"]
    assert [member.path for member in bad] == [None] * 4
    assert bad[0].problem == (
        "evil.txt: its name (../../evil.txt) leads out of the zip, so it was not unpacked. Send the file itself."
    )
    assert (good.name, good.path.parent, good.problem) == ("good.txt", tmp_path / "out", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "sent.zip"]


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=20),
        min_size=1, max_size=5, unique=True,
    )
)  # fmt: skip
def test_no_name_whatever_leads_out_of_the_folder(tmp_path_factory, names):
    folder = tmp_path_factory.mktemp("zip")
    out = folder / "a" / "b"
    out.mkdir(parents=True)
    (folder / "z.zip").write_bytes(zip_file({f"{name}.txt": b"x" for name in names}))
    for member in unpack(folder / "z.zip", out, ENDINGS, "z.zip"):
        assert member.path is None or member.path.resolve().parent == out.resolve()
        assert not Path(member.name).is_absolute()
        assert ".." not in Path(member.name).parts


def test_what_nobody_chose_is_passed_over_in_silence(take_apart):
    litter = ["__MACOSX/._P01.txt", ".DS_Store", "a/Thumbs.db", "desktop.ini", "~$P01.docx", "a/.hidden.txt"]
    assert all(map(is_litter, litter))
    members = take_apart(zip_file({**dict.fromkeys(litter, b"x"), "P01.txt": b"x"}))
    assert [member.name for member in members] == ["P01.txt"]


def test_what_cannot_be_read_is_named_with_the_reason(take_apart):
    members = take_apart(zip_file({"a.jpg": b"x", "b.zip": b"PK", "c.txt": b"x", "noending": b"x"}))
    assert [member.problem for member in members] == [
        "a.jpg: a file of this kind (.jpg) cannot be read. It must be one of .txt, .docx.",
        "b.zip: a zip within a zip is not opened. Unpack it, and send its files.",
        "",
        "noending: a file of this kind (no ending) cannot be read. It must be one of .txt, .docx.",
    ]


def test_locked_files_links_and_damaged_files_are_said_one_by_one(take_apart):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("locked.txt", b"secret")
        archive.writestr("broken.txt", b"0123456789")
        archive.writestr("good.txt", b"good")
    data = bytearray(stream.getvalue().replace(b"0123456789", b"0123456780"))
    # The bit that says "encrypted" in the directory at the end, and in front of the file.
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.rindex(mark, 0, data.index(b"locked.txt", 0 if mark == b"PK\x03\x04" else data.index(b"PK\x01\x02")))
        data[at + offset] |= 1
    problems = {member.name: member.problem for member in take_apart(bytes(data))}
    assert problems == {
        "link.txt": "link.txt: this is a link to another file, not the file. Send the file itself.",
        "locked.txt": "locked.txt: this file is locked with a password. Make the zip again without one.",
        "broken.txt": "broken.txt: this file is damaged within the zip. Send it alone.",
        "good.txt": "",
    }


def test_a_bomb_is_refused_before_anything_is_unpacked(take_apart, tmp_path):
    bomb = zip_file({f"{n}.txt": b"\0" * 10_000_000 for n in range(5)})
    with pytest.raises(ImportProblem, match=r"sent\.zip: it unpacks to 47\.7 MB in 5 files, which is not safe\."):
        take_apart(bomb)
    assert list((tmp_path / "out").iterdir()) == []


def test_too_many_files_are_counted_and_refused(take_apart):
    few = replace(Limits(), files=3)
    with (
        limited_by(few),
        pytest.raises(ImportProblem, match=r"there are 4 files in it; 3 is the most at a time\. Send them in several"),
    ):
        take_apart(zip_file({f"{n}.txt": b"x" for n in range(4)}))


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 cut", zip_file({"a.txt": b"x" * 5000})[:-30]],
    ids=["empty", "a mere beginning", "cut off"],  # the bytes of a zip hold the time of day
)
def test_what_is_no_whole_zip_is_said(take_apart, data):
    with pytest.raises(ImportProblem, match=r"sent\.zip: this zip is damaged or not whole\."):
        take_apart(data)


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("utf-8", ["Gespräch ü.txt", "면담 1.txt"]),
        ("cp932", ["面接記録その一.txt", "参加者への質問と回答.txt", "インタビュー記録.txt"]),
        ("cp949", ["면담 기록 하나.txt", "참여자와의 대화 내용.txt", "연구 면담 녹취록.txt"]),
        ("cp437", ["Gespräch über Ärzte.txt", "café.txt"]),
    ],
)
def test_names_are_read_in_the_encoding_of_the_packing_program(take_apart, encoding, names):
    members = take_apart(named(*(name.encode(encoding) for name in names)))
    assert [member.name for member in members] == names


def test_a_name_in_a_field_of_its_own_wins(take_apart):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        info = zipfile.ZipInfo("????.txt")
        said = "면담.txt".encode()
        info.extra = struct.pack("<HHBI", 0x7075, len(said) + 5, 1, 0) + said
        archive.writestr(info, b"x")
    assert [member.name for member in take_apart(stream.getvalue())] == ["면담.txt"]
