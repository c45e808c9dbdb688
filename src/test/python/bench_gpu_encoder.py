"""The same networks in Python; the twin of GpuEncoderBench.

Precision bfloat16 is model.to(bfloat16): weights and activations. TF32 is as PyTorch has it by default, as
on the other side: off for matrix products, on for cuDNN's convolutions. Convolutions are channels last and
cuDNN tries its algorithms. Reads lines until its input ends:
 encode         seconds from the list of float arrays to features in host memory
 network        seconds of the network alone, inputs on the device
 features FILE  writes the features of all patches as float32
usage: bench_gpu_encoder.py vit|resnet50 WEIGHTS float32|bfloat16|float16 cpu|gpu PATCHES.f32 SIZE PART
"""

import sys
import time

import numpy as np
import torch


def vit(state):
    import timm

    depth = 1 + max(int(name.split(".")[1]) for name in state if name.startswith("blocks."))
    width = state["cls_token"].shape[-1]
    patch = state["patch_embed.proj.weight"].shape[-1]
    model = timm.models.vision_transformer.VisionTransformer(
        img_size=224, patch_size=patch, embed_dim=width, depth=depth, num_heads=width // 64, num_classes=0
    )
    model.load_state_dict(state)
    return model


def resnet50(state):
    import torchvision

    model = torchvision.models.resnet50(weights=None)
    model.load_state_dict(state)
    parts = [model.conv1, model.bn1, model.relu, model.maxpool, model.layer1, model.layer2, model.layer3]
    cut = torch.nn.Sequential(*parts, torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten())
    return cut.to(memory_format=torch.channels_last)


def main():
    name, weights, precision, where, file, size, part = sys.argv[1:8]
    size, part = int(size), int(part)
    torch.backends.cudnn.benchmark = True
    device = torch.device("cuda" if where == "gpu" else "cpu")
    dtype = getattr(torch, precision)
    state = torch.load(weights, mmap=True, weights_only=True)
    model = (vit if name == "vit" else resnet50)(state).eval().to(device, dtype)
    shape = (3, size, size) if name == "vit" else (size, size, 3)
    patches = list(np.fromfile(file, dtype=np.float32).reshape(-1, *shape))
    part = min(part, len(patches))
    pin = device.type == "cuda"
    host = torch.empty((len(patches), *shape), pin_memory=pin)

    def network(images):
        x = images.to(dtype)
        return model(x if name == "vit" else x.permute(0, 3, 1, 2)).float()

    def wait():
        if pin:
            torch.cuda.synchronize()

    @torch.inference_mode()
    def encode():
        out = []
        for at in range(0, len(patches), part):
            rows = patches[at : at + part]
            np.stack(rows, out=host[at : at + part].numpy())
            out.append(network(host[at : at + part].to(device, non_blocking=True)))
        return torch.cat(out).cpu().numpy()

    @torch.inference_mode()
    def alone(images):
        for _ in range(0, len(patches), part):
            network(images)
        wait()

    images = torch.from_numpy(np.stack(patches[:part])).to(device)
    with torch.inference_mode():
        network(images)
    wait()
    for line in sys.stdin:
        words = line.split()
        start = time.perf_counter()
        if words[0] == "features":
            encode().tofile(words[1])
        elif words[0] == "encode":
            encode()
        else:
            alone(images)
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
