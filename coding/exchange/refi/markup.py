"""From XML to the classes of model.py and back. Pure.

No document type, entity or address is ever followed. What the standard does not know is left out, and said.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, is_dataclass
from functools import cache
from io import BytesIO
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from lxml import etree

from coding.exchange.refi import model
from coding.exchange.refi.guids import canonical, is_guid
from coding.sources.importers.limits import megabytes
from coding.sources.importers.problems import ImportProblem, shorten

MAX_BYTES = 150_000_000
MAX_ELEMENTS = 3_000_000
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG_OF = {cls: tag for tag, cls in model.SOURCES.items()}
_SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"


class Faults:
    """What was not as the standard says, counted by sentence, in the order of first sight."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def note(self, sentence: str) -> None:
        self.counts[sentence] += 1

    def sentences(self) -> list[str]:
        return [f"{said} ({n:,} times)" if n > 1 else said for said, n in self.counts.items()]


def parse(data: bytes, name: str) -> etree._Element:
    """The root of an XML document; raises ImportProblem for one that is broken, too large, or declares entities."""
    if len(data) > MAX_BYTES or data.count(b"<") > MAX_ELEMENTS * 2:
        raise ImportProblem(
            f"its description has {megabytes(len(data))}, more than any project needs.",
            remedy="Export it in several parts.",
            file=name,
        )
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    try:
        next(iter(iterparse(BytesIO(data), events=("start",), forbid_dtd=True)), None)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        return etree.fromstring(data, parser)
    except DefusedXmlException as error:
        raise ImportProblem(
            "it declares XML entities or a document type, as no program for qualitative analysis does and attacks do.",
            remedy="Export it again from its program.",
            file=name,
        ) from error
    except (ParseError, etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise ImportProblem(
            "its XML is broken or not whole.", remedy="Export it again from its program.", file=name
        ) from error


def read_project(root: etree._Element, name: str, faults: Faults) -> model.Project:
    """The project of a .qde; raises ImportProblem for another kind of XML."""
    return _document(root, "Project", model.Project, model.PROJECT, name, faults)


def read_codebook(root: etree._Element, name: str, faults: Faults) -> model.Codebook:
    """The codebook of a .qdc, or that of a whole project; raises ImportProblem for another kind of XML."""
    if _local(root) == "Project":
        project = read_project(root, name, faults)
        return model.Codebook(origin=project.origin, codes=project.codes, sets=project.sets)
    return _document(root, "CodeBook", model.Codebook, model.CODEBOOK, name, faults)


def _document(root: etree._Element, tag: str, cls: type[Any], namespace: str, name: str, faults: Faults) -> Any:
    if _local(root) != tag:
        raise ImportProblem(
            f"this is XML, but no REFI-QDA {tag.lower()}: its first element is “{shorten(_local(root))}”.",
            remedy="Export it as REFI-QDA from its program.",
            file=name,
        )
    if (said := etree.QName(root).namespace) != namespace:
        faults.note(f"It says it is of the version “{said}”, not 1.0; it was read all the same.")
    return _read(root, cls, faults)


@cache
def _plan(cls: type[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of a class by the name of their attribute, and by that of their child element."""
    attributes: dict[str, Any] = {}
    below: dict[str, Any] = {}
    for one in fields(cls):
        said = one.metadata
        if "attribute" in said:
            attributes[said["attribute"]] = one
        elif said:
            what = ("text", "child", "reference", "references", "children")
            key = said.get("wrapper", "").split("/")[0] or next(said[kind] for kind in what if kind in said)
            below[key] = one
    return attributes, below


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _read(element: etree._Element, cls: type[Any], faults: Faults) -> Any:
    attributes, below = _plan(cls)
    item = cls()
    for key, value in element.attrib.items():
        if key.startswith("{"):
            continue
        one = attributes.get(key)
        if one is None:
            faults.note(f"“{_local(element)}” has “{shorten(key)}”, which the standard does not know; left out.")
        else:
            setattr(item, one.name, _attribute(value, one.metadata, element, faults))
    order, last = list(below), -1
    for inner in element:
        if not isinstance(inner.tag, str):  # an entity that was not resolved
            continue
        tag = _local(inner)
        one = below.get(tag)
        if one is not None:
            if (place := order.index(tag)) < last:
                faults.note(f"What stands in “{_local(element)}” is in another order than the standard has.")
            last = place
            _take(item, one, inner, faults)
        elif cls is model.VariableValue and tag in model.VALUES:
            item.kind, item.value = tag, inner.text or ""
        else:
            faults.note(f"“{shorten(tag)}” stands in “{_local(element)}”, where the standard has none; left out.")
    return item


def _attribute(value: str, said: Any, element: etree._Element, faults: Faults) -> Any:
    if said.get("guid"):
        if value and not is_guid(value):
            faults.note(f"“{_local(element)}” has a guid that is none (such as “{shorten(value, 40)}”); it got one.")
        return canonical(value) if value.strip() else None
    if not said.get("number"):
        return value
    try:
        return int(value)
    except ValueError:
        try:
            return round(float(value))
        except (ValueError, OverflowError):
            faults.note(f"“{_local(element)}” says “{shorten(value, 40)}” where a number belongs.")
            return None


def _take(item: Any, one: Any, inner: etree._Element, faults: Faults) -> None:
    said = one.metadata
    if "text" in said:
        setattr(item, one.name, inner.text or "")
    elif "reference" in said:
        setattr(item, one.name, _target(inner))
    elif "references" in said:
        if target := _target(inner):
            getattr(item, one.name).append(target)
    elif "child" in said:
        setattr(item, one.name, _read(inner, getattr(model, said["kind"]), faults))
    elif said["wrapper"]:
        _take_wrapped(item, one, inner, faults)
    else:
        getattr(item, one.name).append(_read(inner, getattr(model, said["kind"]), faults))


def _take_wrapped(item: Any, one: Any, wrapper: etree._Element, faults: Faults) -> None:
    """The children within their wrapper; an element in between (CodeBook > Codes) is passed through."""
    said = one.metadata
    into = getattr(item, one.name)
    if not len(wrapper):
        faults.note(f"“{_local(wrapper)}” is there and empty, which the standard does not allow.")
    for inner in wrapper:
        if not isinstance(inner.tag, str):
            continue
        tag = _local(inner)
        if tag == said["children"]:
            into.append(_read(inner, getattr(model, said["kind"]), faults))
        elif not said["children"] and tag in model.SOURCES:
            into.append(_read(inner, model.SOURCES[tag], faults))
        elif said["wrapper"].endswith(f"/{tag}"):
            _take_wrapped(item, one, inner, faults)
        else:
            faults.note(f"“{shorten(tag)}” stands in “{_local(wrapper)}”, where the standard has none; left out.")


def _target(element: etree._Element) -> str | None:
    """What an element refers to: in some versions by `guid`, by the standard's project by `targetGUID`."""
    value = element.get("targetGUID") or element.get("guid") or ""
    return canonical(value) if value.strip() else None


def write_project(project: model.Project) -> bytes:
    """The project as the XML of a .qde, in the order of the schema."""
    return _written(project, "Project", model.PROJECT, "Project/v1.0/Project.xsd")


def write_codebook(codebook: model.Codebook) -> bytes:
    """The codebook as a .qdc."""
    return _written(codebook, "CodeBook", model.CODEBOOK, "Codebook/v1.0/Codebook.xsd")


def _written(item: Any, tag: str, namespace: str, schema: str) -> bytes:
    root = etree.Element(f"{{{namespace}}}{tag}", nsmap={None: namespace, "xsi": _SCHEMA})
    address = f"{namespace} http://schema.qdasoftware.org/versions/{schema}"
    root.set(f"{{{_SCHEMA}}}schemaLocation", address)
    _write(root, item, f"{{{namespace}}}", "guid" if namespace == model.CODEBOOK else "targetGUID")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _write(element: etree._Element, item: Any, space: str, target: str) -> None:
    attributes, below = _plan(type(item))
    for key, one in attributes.items():
        if (value := getattr(item, one.name)) is not None:
            element.set(key, legal(str(value)))
    for one in below.values():
        value = getattr(item, one.name)
        if value is None or value == []:
            continue
        _put(element, one.metadata, value, space, target)
    if isinstance(item, model.VariableValue) and item.kind:
        etree.SubElement(element, f"{space}{item.kind}").text = legal(item.value or "")


def _put(element: etree._Element, said: Any, value: Any, space: str, target: str) -> None:
    if "text" in said:
        etree.SubElement(element, f"{space}{said['text']}").text = legal(value)
    elif "reference" in said or "references" in said:
        tag = said.get("reference") or said["references"]
        for one in [value] if isinstance(value, str) else value:
            etree.SubElement(element, f"{space}{tag}").set(target, one)
    else:
        for wrapper in filter(None, said.get("wrapper", "").split("/")):
            element = etree.SubElement(element, f"{space}{wrapper}")
        for one in [value] if is_dataclass(value) else value:
            tag = said.get("child") or said["children"] or _TAG_OF[type(one)]
            _write(etree.SubElement(element, f"{space}{tag}"), one, space, target)


def legal(text: str) -> str:
    """The text without what XML cannot hold; a lone carriage return becomes a line end.

    >>> legal("a\\x00b\\rc")
    'ab\\nc'
    """
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
