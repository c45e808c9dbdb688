"""Compares our networks with the authors' code, both ways; src/site/markdown/models.md.

    python check_strict.py --references DIR --shell "java -jar target/attrimil.jar" --out table.md

DIR has clones of the authors' repositories under their own names (AttriMIL, CLAM, smooth-topk,
dsmil-wsi, TransMIL, nystrom-attention, MambaMIL, DTFD-MIL, MHIM-MIL, RRT-MIL, ACMIL,
low_rank_wsi); kinds whose repository is missing are skipped. Needs torch, numpy, h5py, einops,
opt_einsum and timm. MambaMIL's CUDA kernels are replaced by the reference functions of its own
repository and a plain convolution.

There: a network of the authors' class with random weights is saved as a checkpoint, in one of the
ways that training scripts save them, and `predict model=FILE` is compared with the class's own
outputs. Back: `train kind=...` writes a checkpoint, which the class must load with
load_state_dict(strict=True), and its outputs are compared with those of `predict`. Checkpoints that
the repositories hold are compared, too. The table states the largest difference of logits, absolute
where they are below 1, else relative.
--only KIND,... checks some kinds (published: those checkpoints); --patches also compares the values of
patches in maps.
"""

import argparse
import contextlib
import csv
import importlib
import io
import json
import math
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import types
import warnings

import h5py
import numpy
import torch
from torch import nn

TOLERANCE = 1e-4
SIZES = [1, 2, 3, 70, 150, 700]
PACKAGES = ("models", "modules", "model_clam", "Model", "architecture", "mamba", "dsmil", "topk")
REFERENCES = None


def stub(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module


def load(repository, name, *beside):
    """Imports a module of a checked-out repository; those of the same names are forgotten."""
    for known in list(sys.modules):
        if known.split(".")[0] in PACKAGES:
            del sys.modules[known]
    paths = [os.path.join(REFERENCES, r) for r in (repository, *beside)]
    for path in paths:
        if not os.path.isdir(path):
            raise FileNotFoundError(path)
    # Packages without what their __init__ imports, such as training frameworks.
    parent = os.path.join(paths[0], name.split(".")[0])
    if "." in name and name.split(".")[0] != "topk":
        stub(name.split(".")[0], __path__=[parent])
    sys.path[:0] = paths
    try:
        return importlib.import_module(name)
    finally:
        del sys.path[: len(paths)]


def plain_convolution(x, weight, bias, activation=None, **_):
    out = nn.functional.conv1d(
        x, weight.unsqueeze(1), bias, padding=weight.shape[1] - 1, groups=weight.shape[0])
    out = out[..., : x.shape[-1]]
    return nn.functional.silu(out) if activation in ("silu", "swish") else out


def mamba_classes():
    """MambaMIL's module, with kernels replaced by the repository's own reference functions."""
    stub("causal_conv1d", causal_conv1d_fn=plain_convolution, causal_conv1d_update=None)
    stub("causal_conv1d_cuda")
    stub("selective_scan_cuda")
    for known in list(sys.modules):
        if known.split(".")[0] == "mamba":
            del sys.modules[known]
    root = os.path.join(REFERENCES, "MambaMIL")
    # The package imports a language model that needs the transformers library: left out.
    for name in ("mamba", "mamba.mamba_ssm"):
        package = types.ModuleType(name)
        package.__path__ = [os.path.join(root, *name.split("."))]
        sys.modules[name] = package
    sys.path.insert(0, root)
    try:
        scan = importlib.import_module("mamba.mamba_ssm.ops.selective_scan_interface")
        scan.selective_scan_fn = scan.selective_scan_ref
        # One mixer imports the installed package of the same content.
        for name in ("mamba_ssm", "mamba_ssm.ops"):
            stub(name, __path__=[])
        sys.modules["mamba_ssm.ops.selective_scan_interface"] = scan

        def without_projection(xz, *rest, **named):
            *most, a, b, c, d = rest
            channels = xz.shape[1] // 2
            out = scan.mamba_inner_ref(
                xz, *most, torch.eye(channels), None, a, b, c, d, **named)
            return out.transpose(1, 2)

        package = sys.modules["mamba.mamba_ssm"]
        for file, mixer in (("mamba_simple", "Mamba"), ("srmamba", "SRMamba"), ("bimamba", "BiMamba")):
            module = importlib.import_module("mamba.mamba_ssm.modules." + file)
            module.mamba_inner_fn = scan.mamba_inner_ref
            module.mamba_inner_fn_no_out_proj = without_projection
            setattr(package, mixer, getattr(module, mixer))
        for known in list(sys.modules):
            if known.split(".")[0] == "models":
                del sys.modules[known]
        return importlib.import_module("models.MambaMIL")
    finally:
        del sys.path[0]


def taken(net, part, call):
    """What a part of a network gives while the network is called, and the call's result."""
    outputs = []
    hook = part.register_forward_hook(lambda _, __, out: outputs.append(out))
    try:
        return call(net), outputs[-1]
    finally:
        hook.remove()


class Case:
    """One network of the authors: how it is made and run, and what it is called here."""

    def __init__(self, kind, label, build, run, sizes, train="", card=None, back=True):
        self.kind = kind
        self.label = label
        self.build = build  # (D, C) -> module
        self.run = run  # (module, N x D) -> logits (C), patches {column: N}
        self.sizes = sizes  # [(D, C), ...]
        self.train = train  # options of `train` for a network of these sizes
        self.card = card or {}  # what the tensors do not show
        self.back = back
        if kind not in ("mean", "max", "acmil", "dsmiloriginal", "mhim"):
            self.train += " start=random"  # Zeros would hide mistakes.


def first(out):
    return out[0].reshape(-1)


def columns(name, values):
    """N x C values as columns."""
    return {f"{name}_{c}": values[:, c] for c in range(values.shape[1])}


def s4(m, h):
    out, block = taken(m, m.s4_block, lambda net: net(h))
    return first(out), columns("contextLogit", m.classifier(block)[0])


def attrimil():
    for name, file, kind in (
        ("AttriMIL", "AttriMIL", "attrimil"), ("ABMIL", "ABMIL", "abmil"), ("ABMIL_MB", "ABMIL", "abmilmb")):
        def build(d, c, name=name, file=file):
            return getattr(load("AttriMIL", "models." + file), name)(n_classes=c, dim=d)

        def run(m, h, kind=kind):
            out = m(h)
            patches = {}
            if kind == "attrimil":
                patches = columns("score", out[3][0].T)
            elif kind == "abmil":
                patches = {"attention": out[3][0]}
            else:
                patches = columns("share", out[3].T)
            return first(out), patches

        yield Case(kind, f"AttriMIL `{name}`", build, run, [(64, 2), (512, 3), (1024, 2)] + [(63, 1)])
    for name, kind in (("MIL_MeanPooling", "mean"), ("MIL_MaxPooling", "max")):
        yield Case(
            kind, f"AttriMIL `{name}`",
            lambda d, c, name=name: getattr(load("AttriMIL", "models.MIL"), name)(n_classes=c, embed_dim=d),
            lambda m, h: (first(m(h)), {}),
            [(64, 2), (512, 3), (1024, 2)])
    yield Case(
        "dsmil", "AttriMIL `DSMIL.MILNet`",
        lambda d, c: load("AttriMIL", "models.DSMIL").MILNet(d, c),
        lambda m, h: (
            m(h)[1].reshape(-1), columns("patchLogit", m(h)[0]) | columns("attention", m(h)[2] / 128**0.5)),
        [(64, 2), (512, 3), (1024, 2)])
    yield Case(
        "transmil", "AttriMIL `TransMIL`",
        lambda d, c: load("AttriMIL", "models.TransMIL", "nystrom-attention").TransMIL(d, c),
        lambda m, h: (
            first(m(h)),
            columns("contextLogit", m._fc2(m.norm(m(h)[3]))[0, 1 : len(h) + 1])),
        [(64, 2), (512, 3), (1024, 2)], train="width=256")
    for act in ("gelu", "relu"):
        yield Case(
            "s4mil", f"MambaMIL `S4Model`, {act}",
            lambda d, c, act=act: load("MambaMIL", "models.S4MIL").S4Model(d, c, 0.25, act),
            s4,
            [(64, 2), (1024, 3)], train=f"width=512 activation={act}", card={"activation": act})


def clam():
    def net(name, svm=False, **options):
        def build(d, c):
            if svm:
                loss = load("smooth-topk", "topk.svm").SmoothTop1SVM(n_classes=2)
                options["instance_loss_fn"] = loss
            made = getattr(load("CLAM", "models.model_clam"), name)
            return made(embed_dim=d, n_classes=c, **options)
        return build

    def run(m, h):
        out = m(h)
        raw = out[3]
        return first(out), {"attention": raw[0]} if raw.shape[0] == 1 else columns("attention", raw.T)

    for name, kind in (("CLAM_SB", "clamsb"), ("CLAM_MB", "clammb")):
        yield Case(kind, f"CLAM `{name}`", net(name, dropout=0.25), run, [(64, 2), (512, 3), (1024, 2)])
        yield Case(
            kind, f"CLAM `{name}`, big, SVM", net(name, svm=True, size_arg="big"), run, [(1024, 2)],
            train="gate=384 instanceloss=svm")
        yield Case(
            kind, f"CLAM `{name}`, not gated", net(name, gate=False, dropout=0.25), run,
            [(64, 2), (1024, 3)], train="gating=false")
        yield Case(
            kind, f"CLAM `{name}`, not gated, no dropout", net(name, gate=False), run,
            [(1024, 2)], train="gating=false", back=False)


def dsmil():
    def net(**options):
        def build(d, c):
            module = load("dsmil-wsi", "dsmil")
            return module.MILNet(module.FCLayer(d, c), module.BClassifier(d, c, **options))
        return build

    def run(m, h):
        patch, bag, attention, _ = m(h)
        bag = bag.reshape(-1)
        if bag.shape[0] == 1:
            return torch.stack([-bag[0], bag[0]]), {"patchLogit_1": patch[:, 0], "share__1": attention[:, 0]}
        return bag, columns("patchLogit", patch) | columns("share_", attention)

    yield Case("dsmiloriginal", "dsmil-wsi `MILNet`", net(), run, [(64, 2), (512, 1), (1024, 3)])
    yield Case("dsmiloriginal", "dsmil-wsi `MILNet`, one output", net(), run, [(512, 1)], train="outputs=one")
    yield Case(
        "dsmiloriginal", "dsmil-wsi `MILNet`, linear query, values", net(nonlinear=False, passing_v=True),
        run, [(64, 2), (512, 1)], train="query=linear values=true")


def transmil():
    def build(d, c):
        net = load("TransMIL", "models.TransMIL", "nystrom-attention").TransMIL(c)
        net._fc1 = nn.Sequential(nn.Linear(d, 512), nn.ReLU())
        return net

    yield Case(
        "transmil", "TransMIL `TransMIL`", build,
        lambda m, h: (m(data=h.unsqueeze(0))["logits"].reshape(-1), {}),
        [(64, 3), (1024, 2)], train="width=512")


def attended(m, h):
    out, attention = taken(m, m.attention, lambda net: net(h))
    return first(out), {"attention": attention.reshape(-1)}


def mamba():
    for kind, mixer in (("mambamil", "Mamba"), ("bimambamil", "BiMamba"), ("srmambamil", "SRMamba")):
        for act, rate, layer in (("gelu", 10, 2), ("relu", 5, 1)):
            options = {"activation": act}
            if mixer == "SRMamba":
                options["reordering"] = str(rate)
            yield Case(
                kind, f"MambaMIL `MambaMIL`, {mixer}, {act}, layer={layer}",
                lambda d, c, mixer=mixer, act=act, rate=rate, layer=layer: mamba_classes().MambaMIL(
                    d, c, 0.25, act, layer=layer, rate=rate, type=mixer),
                attended,
                [(64, 2)] if layer == 1 else [(512, 3)],
                train=f"width=512 layers={layer} " + " ".join(f"{k}={v}" for k, v in options.items()),
                card=options)


class Dtfd(nn.Module):
    """The four modules of DTFD-MIL, run on groups of the rows modulo their number."""

    def __init__(self, d, c, blocks, groups, distill):
        super().__init__()
        attention = load("DTFD-MIL", "Model.Attention")
        network = sys.modules["Model.network"]
        self.classifier = network.Classifier_1fc(512, c, 0.0)
        self.attention = attention.Attention_Gated(512)
        self.dim_reduction = network.DimReduction(d, 512, numLayer_Res=blocks)
        self.att_classifier = attention.Attention_with_Classifier(L=512, num_cls=c, droprate=0.0)
        self.groups = groups
        self.distill = distill

    def forward(self, h):
        passed = []
        for g in range(self.groups):
            if g >= h.shape[0]:
                if self.distill == "afs":  # The sum of an empty group.
                    passed.append(torch.zeros(1, 512))
                continue
            x = self.dim_reduction(h[g :: self.groups])
            share = self.attention(x).squeeze(0)
            weighted = share.unsqueeze(1) * x
            if self.distill == "afs":
                passed.append(weighted.sum(0, keepdim=True))
            else:
                p = torch.softmax(weighted @ self.classifier.fc.weight.T, 1)[:, -1]
                order = torch.argsort(p, descending=True, stable=True)
                passed.append(x[order[:1]])
                if self.distill == "maxmins":
                    passed.append(x[order[-1:]])
        return self.att_classifier(torch.cat(passed)).reshape(-1)


def dtfd():
    for blocks, groups, distill in ((0, 4, "afs"), (2, 3, "maxs"), (1, 2, "maxmins")):
        options = {"groups": str(groups), "distill": distill, "distilled": str(groups)}
        yield Case(
            "dtfd", f"DTFD-MIL, {distill}, {blocks} residual blocks",
            lambda d, c, b=blocks, g=groups, s=distill: Dtfd(d, c, b, g, s),
            lambda m, h: (m(h), {}), [(64, 2), (1024, 3)] if blocks == 0 else [(64, 3)],
            train=f"width=512 residual={blocks} " + " ".join(f"{k}={v}" for k, v in options.items()),
            card=options)


def weighted(m, h):
    _, bag, attention = m(h.unsqueeze(0))
    # Of the tokens, and of the heads where there are several.
    return bag.reshape(-1), {"share": attention.softmax(-1).mean((0, 1))}


def acmil():
    for name, mechanism, tokens in (("ACMIL_GA", "gated", 5), ("ACMIL_GA", "gated", 1), ("ACMIL_MHA", "multihead", 3)):
        def build(d, c, name=name, tokens=tokens):
            conf = types.SimpleNamespace(D_feat=d, D_inner=128, n_class=c, n_token=tokens)
            return getattr(load("ACMIL", "architecture.transformer"), name)(
                conf, n_token=tokens, n_masked_patch=10, mask_drop=0.6)

        yield Case(
            "acmil", f"ACMIL `{name}`, n_token={tokens}", build,
            weighted, [(64, 3), (1024, 2)], train=f"mechanism={mechanism} tokens={tokens} width=128")


def ilra():
    for layers, hidden, latents, ln in ((1, 64, 1, False), (2, 256, 4, True)):
        yield Case(
            "ilra", f"low_rank_wsi `ILRA`, num_layers={layers}, ln={ln}",
            lambda d, c, l=layers, w=hidden, k=latents, ln=ln: load("low_rank_wsi", "models.ilra").ILRA(
                num_layers=l, feat_dim=d, n_classes=c, hidden_feat=w, topk=k, ln=ln),
            lambda m, h: (first(m(h.unsqueeze(0))), {}),
            [(64, 3), (512, 2)],
            train=f"layers={layers} hidden={hidden} latents={latents} layernorm={str(ln).lower()}")


def pooled(m, h):
    logits, attention = m(h.unsqueeze(0), return_attn=True, no_norm=True)
    return logits.reshape(-1), {"attention": attention.reshape(-1)}


def rrt():
    for label, options, train, card in (
        ("defaults", {}, "", {}),
        ("tanh, as in its README", dict(da_act="tanh", epeg_k=13, crmsa_k=5, crmsa_heads=1, all_shortcut=True, crmsa_mlp=True),
         "kernel=13 representatives=5 headsacross=1 hiddenlayer=true shortcut=true pooling=tanh",
         {"headsacross": "1", "shortcut": "true", "pooling": "tanh"}),
        ("gelu, gelu", dict(act="gelu", da_act="gelu"), "activation=gelu pooling=gelu",
         {"activation": "gelu", "pooling": "gelu"}),
        ("16 x 16 regions", dict(region_num=16), "regions=16", {"regions": "16"})):
        yield Case(
            "rrt", f"RRT-MIL `RRTMIL`, {label}",
            lambda d, c, o=options: load("RRT-MIL", "modules.rrt").RRTMIL(input_dim=d, n_classes=c, **o),
            pooled, [(64, 3), (1024, 2)] if not options else [(64, 2)], train="width=512 " + train, card=card)


def mhim():
    for label, options, train, card in (
        ("attn", dict(baseline="attn"), "baseline=abmil", {}),
        ("attn, no merging", dict(baseline="attn", merge_enable=False), "baseline=abmil tokens=0", {}),
        ("attn, relu, gelu", dict(baseline="attn", act="gelu", da_act="relu"), "baseline=abmil activation=gelu pooling=relu",
         {"activation": "gelu", "pooling": "relu"}),
        ("attn, tanh", dict(baseline="attn", da_act="tanh"), "baseline=abmil pooling=tanh",
         {"pooling": "tanh"}),
        ("selfattn, merged in tests", dict(baseline="selfattn", merge_k=10, merge_test=True),
         "baseline=transmil tokens=10 mergeintest=true", {"mergeintest": "true"}),
        ("dsmil", dict(baseline="dsmil"), "baseline=dsmil", {})):
        def run(m, h):
            out, attention = m.forward_test(h.unsqueeze(0), return_attn=True, no_norm=True)
            while isinstance(out, (tuple, list)):  # Of both streams: their mean.
                out = (out[0] + out[1]) / 2 if torch.is_tensor(out[0]) else out[0]
            patches = {"attention": attention.reshape(-1)} if m.baseline == "attn" else {}
            return out.reshape(-1), patches

        yield Case(
            "mhim", f"MHIM-MIL `MHIM`, {label}",
            lambda d, c, o=options: load("MHIM-MIL", "modules.mhim").MHIM(
                input_dim=d, n_classes=c, mask_ratio_h=0.02, mask_ratio_hr=1.0, merge_ratio=0.2, temp_t=0.1, **o),
            run, [(64, 2), (1024, 3)] if label in ("attn", "dsmil") else [(64, 2)],
            train="hidden=512 " + train, card=card)


ALL = (attrimil, clam, dsmil, transmil, mamba, dtfd, acmil, ilra, rrt, mhim)


def published():
    """Checkpoints in the authors' repositories: file, class, network, run."""
    def aggregator(c):
        module = load("dsmil-wsi", "dsmil")
        return module.MILNet(module.FCLayer(512, c), module.BClassifier(512, c))

    def bag(m, h):
        logits = m(h)[1].reshape(-1)
        return (torch.stack([-logits[0], logits[0]]) if len(logits) == 1 else logits), {}

    yield (
        "CLAM/heatmaps/demo/ckpts/s_0_checkpoint.pt", "clamsb", (1024, 2),
        lambda: load("CLAM", "models.model_clam").CLAM_SB(embed_dim=1024, dropout=0.25),
        lambda m, h: (first(m(h)), {}))
    for name, c in (("c16", 1), ("tcga", 2)):
        yield (
            f"dsmil-wsi/example_aggregator_weights/{name}_aggregator.pth", "dsmiloriginal", (512, c),
            lambda c=c: aggregator(c), bag)
    yield (
        "DTFD-MIL/save_model/model.pth", "dtfd", (1024, 2),
        lambda: Dtfd(1024, 2, 0, 4, "afs"), lambda m, h: (m(h), {}))


def plain(state):
    """Names without those of DataParallel, as CLAM's eval.py has it; modules as parts of one."""
    if any(isinstance(v, dict) for v in state.values()):
        state = {f"{n}.{k}": v for n, part in state.items() for k, v in part.items()}
    return {
        k.replace(".module", ""): v for k, v in state.items() if "instance_loss_fn" not in k}


def check_published(bench):
    """A row for each file."""
    for path, kind, (d, c), build, run in published():
        file = os.path.join(REFERENCES, path)
        if not os.path.isfile(file):
            continue
        net = build()
        net.load_state_dict(plain(torch.load(file, weights_only=True, map_location="cpu")), strict=True)
        folder = bench.project(d, c)
        copy = os.path.join(bench.folder, "published_" + os.path.basename(file))
        shutil.copy(file, copy)
        code, text = bench.call("predict", "project=" + folder, "model=" + copy)
        case = Case(kind, path, None, run, [(d, c)])
        model = os.path.basename(copy).rsplit(".", 1)[0]
        value = math.inf if code else compare(case, bench, folder, net, model)
        print(f"{'FAIL ' + text if value > TOLERANCE else 'ok'} {path}: {value}", flush=True)
        yield f"| `{kind}` | `{path}` | {d} x {c} | {value:.0e} | – |", value > TOLERANCE


def saves(state, way, path):
    """Saves a state dict as one of the scripts in use does."""
    prefixed = lambda p: {p + k: v for k, v in state.items()}
    modules = lambda p: {
        n: {p + k[len(n) + 1:]: v for k, v in state.items() if k.startswith(n + ".")}
        for n in ("classifier", "attention", "dim_reduction", "att_classifier")}
    if way == "safetensors":
        way = "plain"
    value, legacy = {
        "plain": (state, False),
        "legacy": (state, True),
        "state_dict": ({"state_dict": state, "epoch": 3, "best": 0.5}, False),
        "model": ({"model": state, "optimizer": {"state": {}, "param_groups": [{"lr": 0.1}]}, "epoch": 3}, False),
        "model_state_dict": ({"model_state_dict": state}, True),
        "teacher": ({"model": state, "teacher": None, "epoch": 1}, False),
        "module.": (prefixed("module."), False),
        "model.": ({"state_dict": prefixed("model."), "hyper": {"lr": 1}}, False),
        "module.model.": (prefixed("module.model."), False),
        "model.module.": (prefixed("model.module."), False),
        "_orig_mod.": (prefixed("_orig_mod."), False),
        "net": ({"net": state, "epoch": 3}, False),
        "only net": ({"net": state}, False),
        "half": ({k: v.half() if v.is_floating_point() else v for k, v in state.items()}, False),
        "double": ({k: v.double() if v.is_floating_point() else v for k, v in state.items()}, False),
        "nested": (modules(""), False),
        "nested module.": (modules("module."), False),
    }[way]
    torch.save(value, path, _use_new_zipfile_serialization=not legacy)


WAYS = ["plain", "legacy", "state_dict", "model", "model_state_dict", "teacher", "module.", "model.", "half",
        "double", "module.model.", "model.module.", "_orig_mod.", "net", "only net"]


class Bench:
    """A project of random features, and calls of the shell."""

    def __init__(self, shell, folder):
        self.shell = shlex.split(shell)
        self.folder = folder

    def call(self, *words):
        done = subprocess.run(self.shell + list(words), capture_output=True, text=True)
        return done.returncode, (done.stdout + done.stderr).strip()

    def project(self, d, c):
        """Slides of several numbers of patches: those to predict, and some to train with."""
        folder = os.path.join(self.folder, f"d{d}c{c}")
        if os.path.isdir(folder):
            return folder
        os.makedirs(os.path.join(folder, "features", "h5_files"))
        os.makedirs(os.path.join(folder, "splits"))
        random = numpy.random.default_rng(d * 10 + c)
        counts = SIZES + [12 + 3 * i for i in range(4 * max(c, 2))]
        names = [f"s{i:02d}" for i in range(len(counts))]
        rows = [["case_id", "slide_id", "label"]]
        for i, (name, n) in enumerate(zip(names, counts)):
            label = i % max(c, 2)
            h = random.standard_normal((n, d)).astype("f4")
            h[: max(1, n // 4), label % d] += 2
            side = math.ceil(math.sqrt(n))
            coords = numpy.array([[(j % side) * 256, (j // side) * 256] for j in range(n)])
            with h5py.File(os.path.join(folder, "features", "h5_files", name + ".h5"), "w") as file:
                file["features"] = h
                file["coords"] = coords
                file["coords"].attrs["patch_size_level0"] = 256
            rows.append([name, name, label])
        with open(os.path.join(folder, "slides.csv"), "w", newline="") as file:
            csv.writer(file).writerows(rows)
        train, val = names[len(SIZES): -max(c, 2)], names[-max(c, 2):]
        test = names[: len(SIZES)]
        with open(os.path.join(folder, "splits", "splits_0.csv"), "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["", "train", "val", "test"])
            for i in range(max(len(train), len(val), len(test))):
                writer.writerow([i] + [p[i] if i < len(p) else "" for p in (train, val, test)])
        return folder

    def features(self, folder):
        found = {}
        for name in sorted(os.listdir(os.path.join(folder, "features", "h5_files"))):
            with h5py.File(os.path.join(folder, "features", "h5_files", name)) as file:
                found[name[:-3]] = torch.from_numpy(file["features"][:])
        return found

    def logits(self, folder, model):
        with open(os.path.join(folder, "results", model, "predictions.csv")) as file:
            return {
                row["slide_id"]: [float(v) for k, v in row.items() if k.startswith("logit_")]
                for row in csv.DictReader(file)}


def difference(ours, theirs):
    ours, theirs = numpy.asarray(ours, dtype="f8"), numpy.asarray(theirs, dtype="f8")
    if ours.shape != theirs.shape:
        return math.inf
    return float(numpy.max(numpy.abs(ours - theirs) / numpy.maximum(1, numpy.abs(theirs))))


def compare(case, bench, folder, net, model):
    ours = bench.logits(folder, model)
    worst = 0
    net.eval()
    with torch.no_grad():
        for slide, h in bench.features(folder).items():
            worst = max(worst, difference(ours[slide], case.run(net, h)[0].numpy()))
    return worst


def patches(case, bench, folder, net, file, words):
    """The values of a slide's patches in its map."""
    slide = f"s{len(SIZES) - 1:02d}"
    name = os.path.basename(file).rsplit(".", 1)[0]
    code, text = bench.call("map", "project=" + folder, "model=" + file, "slide=" + slide, *words)
    if code:
        return text
    with open(os.path.join(folder, "maps", name, slide, "scores.csv")) as table:
        rows = list(csv.DictReader(table))
    with torch.no_grad():
        expected = case.run(net.eval(), bench.features(folder)[slide])[1]
    found = {}
    for name, values in expected.items():
        # share__c: the softmax of attention_c, where tables have no column of it.
        column = name.replace("share__", "attention_")
        # Of one class, the attention for all and that of the class are the same.
        read = next(c for c in (column, column + "_0", column[:-2]) if c in rows[0])
        ours = numpy.array([float(row[read]) for row in rows])
        if column != name:
            ours = numpy.exp(ours - ours.max()) / numpy.exp(ours - ours.max()).sum()
        found[name] = difference(ours, values.numpy())
    return "patches: " + " ".join(f"{k} {v:.0e}" for k, v in found.items())


def built(case, d, c):
    """A network of the authors, without what its code prints."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return case.build(d, c).eval()


def there(case, number, bench, d, c, args):
    torch.manual_seed(100 * d + c)
    net = built(case, d, c)
    with torch.no_grad():
        for parameter in net.parameters():
            if parameter.dim() == 1 or float(parameter.abs().max()) < 1e-3:
                parameter.add_(0.1 * torch.randn_like(parameter))  # Zeros would hide mistakes.
    way = WAYS[number % len(WAYS)]
    if case.kind == "dtfd":
        way = ("nested", "plain", "nested module.", "module.")[number % 4]
    folder = bench.project(d, c)
    file = os.path.join(bench.folder, f"n{number}_{case.kind}_{d}_{c}.pt")
    state = net.state_dict()
    saves(state, way, file)
    if way == "half":
        net.load_state_dict({k: v.half().to(v.dtype) for k, v in state.items()})
    if case.card:
        with open(file[:-3] + ".json", "w") as card:
            json.dump({"kind": case.kind, "options": case.card}, card)
    words = ["kind=" + case.kind] if case.kind in ("bimambamil", "srmambamil") else []
    code, text = bench.call("predict", "project=" + folder, "model=" + file, *words)
    if code:
        return f"{way}: exit {code}: {text}"
    worst = compare(case, bench, folder, net, os.path.basename(file)[:-3])
    assumed = [line for line in text.splitlines() if "assumed" in line]
    told = (" " + assumed[0]) if assumed and args.verbose else ""
    if args.patches:
        told += " | " + patches(case, bench, folder, net, file, words)
    return worst, way + told


def back(case, number, bench, d, c):
    if c == 1 and "outputs=one" not in case.train:
        return None, "no training with one class"
    folder = bench.project(d, c)
    model = f"t{number}_{case.kind}"
    code, text = bench.call(
        "train", "project=" + folder, "kind=" + case.kind, "model=" + model, "epochs=1", "bags=1", "reduction=none",
        *case.train.split())
    if code:
        return f"train: exit {code}: {text}"
    net = built(case, d, c)
    state = torch.load(os.path.join(folder, "models", model, "s_0_checkpoint.pt"), weights_only=True)
    try:
        net.load_state_dict(state, strict=True)
    except RuntimeError as error:
        return "strict: " + str(error).replace("\n", " ")
    code, text = bench.call("predict", "project=" + folder, "model=" + model)
    if code:
        return f"predict: exit {code}: {text}"
    return compare(case, bench, folder, net, model), ""


def main():
    global REFERENCES
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--references", required=True)
    parser.add_argument("--shell", default="java -jar target/attrimil.jar")
    parser.add_argument("--out")
    parser.add_argument("--only", default="")
    parser.add_argument("--oneway", choices=["there", "back"])
    parser.add_argument("--patches", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    REFERENCES = os.path.abspath(args.references)
    torch.set_num_threads(1)
    torch.Tensor.cuda = lambda self, *_, **__: self
    bench = Bench(args.shell, tempfile.mkdtemp())
    rows, failed, number = [], 0, 0
    try:
        for family in ALL:
            for case in family():
                if args.only and case.kind not in args.only.split(","):
                    number += len(case.sizes)
                    continue
                worst = {"there": 0.0, "back": None}
                for d, c in case.sizes:
                    for way, check in (
                        ("there", lambda: there(case, number, bench, d, c, args)),
                        ("back", lambda: back(case, number, bench, d, c))):
                        if args.oneway not in (None, way) or way == "back" and not case.back:
                            continue
                        try:
                            result = check()
                        except FileNotFoundError as missing:
                            result = None, f"skipped, not found: {missing}"
                        if isinstance(result, str):
                            failed += 1
                            print(f"FAIL {case.kind} {case.label} D={d} C={c} {way}: {result}", flush=True)
                            continue
                        value, note = result
                        bad = value is not None and not value <= TOLERANCE
                        failed += bad
                        print(f"{'FAIL' if bad else 'ok'} {case.kind} {case.label} D={d} C={c} {way}: {value} {note}", flush=True)
                        if value is not None:
                            worst[way] = max(worst[way] or 0.0, value)
                    number += 1
                sizes = ", ".join(f"{d} x {c}" for d, c in case.sizes)
                text = ["–" if v is None else f"{v:.0e}" for v in worst.values()]
                rows.append(f"| `{case.kind}` | {case.label} | {sizes} | {text[0]} | {text[1]} |")
        if not args.only or "published" in args.only:
            for row, bad in check_published(bench):
                rows.append(row)
                failed += bad
    finally:
        shutil.rmtree(bench.folder)
    table = ["| `kind=` | class | D x C | theirs here | ours there |", "|---|---|---|---|---|", *rows]
    if args.out:
        with open(args.out, "w") as file:
            file.write("\n".join(table) + "\n")
    print("\n".join(table))
    print(f"{failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
