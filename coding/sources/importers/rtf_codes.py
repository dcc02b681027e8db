"""The words of RTF: which write a character, which open a part of the file that is no text, how fonts are encoded."""

import codecs

# A font's \fcharset -> codec; ANSI and "default" follow the document's own code page. What a symbol font shows
# above ASCII has no meaning as text.
_CHARSETS = {
    2: "ascii",
    77: "mac_roman", 78: "cp932", 79: "big5", 80: "cp949", 81: "mac_arabic", 83: "mac_greek", 84: "mac_cyrillic",
    85: "gb18030", 86: "mac_romanian", 89: "mac_latin2", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030",
    136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
CODE_PAGES = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}

CHARACTERS = {
    "emdash": "\u2014", "endash": "\u2013", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005",
    "bullet": "\u2022", "lquote": "\u2018", "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d",
    "zwj": "\u200d", "zwnj": "\u200c", "zwbo": "\u200b", "zwnbo": "\u2060", "ltrmark": "\u200e", "rtlmark": "\u200f",
    "~": "\xa0", "_": "-", "-": "", "{": "{", "}": "}", "\\": "\\", "tab": "\t",
}  # fmt: skip
PARAGRAPH_ENDS = {"par", "\n", "\r"}
BREAKS = {"page", "sect", "column"}
CELL_ENDS = {"cell", "nestcell"}
ROW_ENDS = {"row", "nestrow"}


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Parts of a file that are no text; a part marked \* that is not named here or below is none either.
DEAD = _words(
    "aftncn aftnsep aftnsepc annotation atnauthor atndate atnicn atnid atnparent atnref atntime atrfend atrfstart "
    "background bkmkend bkmkstart blipuid buptim colorschememapping colortbl comment company creatim datafield "
    "datastore docvar falt ffdeftext ffentrymcr ffexitmcr ffformat ffhelptext ffl ffname ffstattext filetbl "
    "fldinst fldtype fontemb fontfile footer footerf footerl footerr formfield ftncn ftnsep ftnsepc generator "
    "header headerf headerl headerr info keywords latentstyles levelnumbers leveltext listlevel listname "
    "listoverridetable listtable listtext mmathPict nextfile nonesttables nonshppict objalias objclass objdata "
    "objname objsect objtime panose pgptbl pict pn pnseclvl pntext pntxta pntxtb private protusertbl rsidtbl rxe "
    "shprslt sn sp stylesheet sv tc template themedata txe ud userprops wgrffmtfilter windowcaption xe xmlnstbl"
)
# Parts that are no text but hold some.
LOOKED_THROUGH = _words("do mmath moMath moMathPara object shpinst upr")
SHOWN_WITHIN = _words("fldrslt mr result ud")
SHOWN_THOUGH_STARRED = _words("fldrslt nesttableprops shppict")
BOXES = _words("dptxbxtext shptxt")
MARGINS = _words("footer footerf footerl footerr header headerf headerl headerr")
COUNTED = {
    "annotation": "comment",
    "listtext": "numbered",
    "object": "embedded",
    "pict": "picture",
    "pntext": "numbered",
}


def codec_of_charset(charset: int, document: str) -> str:
    """The codec of a font's \\fcharset in a document of that code page."""
    return _CHARSETS.get(charset, document)


def codec_of_page(number: int, otherwise: str) -> str:
    """The codec of a Windows code page, where Python knows it."""
    name = {65001: "utf-8", 10000: "mac_roman", 936: "gb18030"}.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return otherwise
