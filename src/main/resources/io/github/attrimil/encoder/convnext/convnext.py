# A ConvNeXt for PyTorch's TorchScript; ConvNext.java loads it. Activations are B x height x width x
# channels, which convolutions take as images whose channels come last in memory. Data type 6 is
# float32, memory format 2 channels last.
#
# w: weight and bias of the stem's convolution and norm; of a stage the downsampling's norm and
#    convolution (none for the first), then of each block depthwise convolution, norm, fc1, fc2 (layer
#    scale is part of fc2); last the head's norm.
# depths: for each stage the number of blocks.
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def cast(self: __torch__.Network, x: Tensor, dtype: int) -> Tensor:
    y = torch.to(x, dtype, False, True)
    if torch.dim(y) == 4:
      y = torch.contiguous(y, memory_format=2)
    return y

  def normed(self: __torch__.Network, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    return torch.layer_norm(x, [torch.size(x, -1)], w[i], w[i + 1], 1.e-6)

  # A convolution without overlap.
  def reduced(self: __torch__.Network, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    side = torch.size(w[i], 2)
    y = torch.conv2d(x.permute([0, 3, 1, 2]), w[i], w[i + 1], [side, side], [0, 0])
    return y.permute([0, 2, 3, 1])

  def block(self: __torch__.Network, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    c = torch.size(x, -1)
    y = torch.conv2d(x.permute([0, 3, 1, 2]), w[i], w[i + 1], [1, 1], [3, 3], [1, 1], c)
    y = self.normed(y.permute([0, 2, 3, 1]), w, i + 2)
    y = torch.gelu_(torch.linear(y, w[i + 4], w[i + 5]))
    return torch.add_(torch.linear(y, w[i + 6], w[i + 7]), x)

  def stages(self: __torch__.Network, images: Tensor, w: List[Tensor], depths: List[int], count: int) -> Tensor:
    x = torch.to(images, ops.prim.dtype(w[0])).permute([0, 2, 3, 1])
    x = self.normed(self.reduced(x, w, 0), w, 2)
    i = 4
    for stage in range(count):
      if stage > 0:
        x = self.reduced(self.normed(x, w, i), w, i + 2)
        i = i + 4
      for block in range(depths[stage]):
        x = self.block(x, w, i)
        i = i + 8
    return x

  # Features as float32.
  def forward(self: __torch__.Network, images: Tensor, w: List[Tensor], depths: List[int]) -> Tensor:
    x = self.stages(images, w, depths, len(depths))
    x = torch.mean(x, [1, 2], False)
    return torch.to(self.normed(x, w, len(w) - 2), 6)
