"""Random weights of a vision transformer and of ResNet50 for GpuEncoderBench.

usage: make_bench_weights.py FOLDER [vit model of timm, default vit_large_patch16_224]
"""

import pathlib
import sys

import timm
import torch
import torchvision


def main():
    folder = pathlib.Path(sys.argv[1])
    torch.manual_seed(1)
    vit = timm.create_model(sys.argv[2] if len(sys.argv) > 2 else "vit_large_patch16_224", num_classes=0)
    torch.save(vit.state_dict(), folder / "vit.pt")
    resnet = torchvision.models.resnet50(weights=None)
    for module in resnet.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
            module.weight.data.uniform_(0.5, 1.0)
    torch.save(resnet.state_dict(), folder / "resnet50.pt")


if __name__ == "__main__":
    main()
