"""A BERT sentence model spelled out as an ONNX graph, mean pooling and unit length inside.

Written from the weights themselves, not traced from a run of them: a trace keeps the shape of the texts that it saw.
The graph is Devlin et al. 2019 as sentence-transformers runs it (Reimers and Gurevych 2019).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = Mapping[str, NDArray[np.float32]]

# Raised when the graph changes: files that an earlier one was written to are then made anew.
VERSION = 1
OPSET, IR_VERSION = 17, 9
HIDDEN = -1e9  # added to what must not be attended to; its share is then an exact 0


class CannotExport(Exception):
    """The model is not of the kind that this graph can say; the message says what differs."""


def graph_of(folder: Path) -> bytes:
    """Return the model of a folder as ONNX: `ids` and `mask` (n, length) to `vectors` (n, d) of unit length."""
    from safetensors.numpy import load_file

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    check_kind(folder, config)
    return _Graph(load_file(folder / "model.safetensors"), config).model()


def check_kind(folder: Path, config: Mapping[str, Any]) -> None:
    """Raise CannotExport unless it is a BERT whose sentence is the mean of its tokens, at unit length."""
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    kinds = [module["type"].rsplit(".", 1)[-1] for module in modules]
    if config.get("model_type") != "bert" or config.get("hidden_act") != "gelu":
        raise CannotExport("it is no BERT")
    if kinds != ["Transformer", "Pooling", "Normalize"]:
        raise CannotExport(f"it is made of {', '.join(kinds)}")
    pooling = json.loads((folder / modules[1]["path"] / "config.json").read_text(encoding="utf-8"))
    if [name for name, on in pooling.items() if name.startswith("pooling_mode") and on] != ["pooling_mode_mean_tokens"]:
        raise CannotExport("its tokens are not averaged")


class _Graph:
    """Collects nodes and constants; a value goes by its name."""

    def __init__(self, weights: Weights, config: Mapping[str, Any]) -> None:
        self.weights, self.config = weights, config
        self.nodes: list[Any] = []
        self.constants: dict[str, NDArray[Any]] = {}
        self.width, self.heads = int(config["hidden_size"]), int(config["num_attention_heads"])

    def model(self) -> bytes:
        from onnx import TensorProto, helper, numpy_helper

        self._sentence(self._encoded())
        rows = ["n", "length"]
        graph = helper.make_graph(
            self.nodes,
            "sentence",
            [helper.make_tensor_value_info(name, TensorProto.INT64, rows) for name in ("ids", "mask")],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["n", self.width])],
            [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in self.constants.items()],
        )
        opset = helper.make_opsetid("", OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION, producer_name="marginalia")
        return model.SerializeToString(deterministic=True)

    def node(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        from onnx import helper

        name = output or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, name: str, value: Any, kind: Any = np.float32) -> str:
        self.constants[name] = np.asarray(value, dtype=kind)
        return name

    def _encoded(self) -> str:
        places = self.weights["embeddings.position_embeddings.weight"]
        # All of a sentence is of the first type.
        places = places + self.weights["embeddings.token_type_embeddings.weight"][0]
        length = self.node("Shape", "ids", start=1, end=2)
        zero = self.constant("zero", [0], np.int64)
        here = self.node("Slice", self.constant("places", places), zero, length)
        words = self.constant("words", self.weights["embeddings.word_embeddings.weight"])
        state = self._normal(self.node("Add", self.node("Gather", words, "ids"), here), "embeddings.LayerNorm")
        self._mask()
        for layer in range(int(self.config["num_hidden_layers"])):
            state = self._layer(state, f"encoder.layer.{layer}")
        return state

    def _mask(self) -> None:
        """Make `present` (n, length) of 0 and 1, and `unseen` (n, 1, 1, length), which is added to attention."""
        self.node("Cast", "mask", output="present", to=1)
        absent = self.node("Sub", self.constant("one", 1.0), "present")
        spread = self.node("Unsqueeze", absent, self.constant("middle", [1, 2], np.int64))
        self.node("Mul", spread, self.constant("hidden", HIDDEN), output="unseen")

    def _layer(self, state: str, name: str) -> str:
        attended = self._dense(self._attention(state, f"{name}.attention.self"), f"{name}.attention.output.dense")
        state = self._normal(self.node("Add", attended, state), f"{name}.attention.output.LayerNorm")
        wide = self._gelu(self._dense(state, f"{name}.intermediate.dense"))
        return self._normal(
            self.node("Add", self._dense(wide, f"{name}.output.dense"), state), f"{name}.output.LayerNorm"
        )

    def _attention(self, state: str, name: str) -> str:
        size = self.width // self.heads
        shape = self.constant("by_head", [0, 0, self.heads, size], np.int64)
        query, key, value = (
            self.node("Reshape", self._dense(state, f"{name}.{part}"), shape) for part in ("query", "key", "value")
        )
        query = self.node("Transpose", query, perm=[0, 2, 1, 3])
        key = self.node("Transpose", key, perm=[0, 2, 3, 1])
        value = self.node("Transpose", value, perm=[0, 2, 1, 3])
        scale = self.constant("scale", np.sqrt(size))
        scores = self.node("Div", self.node("MatMul", query, key), scale)
        shares = self.node("Softmax", self.node("Add", scores, "unseen"), axis=-1)
        mixed = self.node("Transpose", self.node("MatMul", shares, value), perm=[0, 2, 1, 3])
        return self.node("Reshape", mixed, self.constant("together", [0, 0, self.width], np.int64))

    def _dense(self, state: str, name: str) -> str:
        weight = self.constant(f"{name}.weight", self.weights[f"{name}.weight"].T)
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.node("Add", self.node("MatMul", state, weight), bias)

    def _normal(self, state: str, name: str) -> str:
        gain = self.constant(f"{name}.weight", self.weights[f"{name}.weight"])
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.node("LayerNormalization", state, gain, bias, axis=-1, epsilon=float(self.config["layer_norm_eps"]))

    def _gelu(self, state: str) -> str:
        """x / 2 (1 + erf(x / root 2)), as it is written in the paper; the runtime makes one operation of it."""
        bent = self.node("Erf", self.node("Div", state, self.constant("root_two", np.sqrt(2.0))))
        half = self.node("Mul", state, self.node("Add", bent, self.constant("one", 1.0)))
        return self.node("Mul", half, self.constant("half", 0.5))

    def _sentence(self, state: str) -> None:
        """The mean of the tokens that are there, at unit length."""
        last = self.constant("last", [-1], np.int64)
        rows = self.constant("rows", [1], np.int64)
        total = self.node(
            "ReduceSum", self.node("Mul", state, self.node("Unsqueeze", "present", last)), rows, keepdims=0
        )
        mean = self.node("Div", total, self.node("ReduceSum", "present", rows, keepdims=1))
        length = self.node("ReduceL2", mean, axes=[1], keepdims=1)
        self.node("Div", mean, self.node("Max", length, self.constant("least", 1e-12)), output="vectors")
