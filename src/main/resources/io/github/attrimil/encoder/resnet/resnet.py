# A residual network for PyTorch's TorchScript; FusedResNet.java loads it. Batch normalization is part
# of the convolutions. Memory format 2 is channels last, data type 6 float32.
#
# w: weight and bias of every convolution in the order in which they are computed, the projection of
#    a stage's first block after the others of that block.
# stages: for each stage the number of blocks.
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def cast(self: __torch__.Network, x: Tensor, dtype: int) -> Tensor:
    y = torch.to(x, dtype, False, True)
    if torch.dim(y) == 4:
      y = torch.contiguous(y, memory_format=2)
    return y

  # A convolution and ReLU; on a GPU that can do so, in one piece of work.
  def activated(self: __torch__.Network, x: Tensor, w: List[Tensor], i: int, stride: int, padding: int, fused: bool) -> Tensor:
    if fused:
      y = torch.cudnn_convolution_relu(x, w[i], w[i + 1], [stride, stride], [padding, padding], [1, 1], 1)
    else:
      y = torch.conv2d(x, w[i], w[i + 1], [stride, stride], [padding, padding])
      y = torch.relu_(y)
    return y

  # A convolution, what goes around it, and ReLU.
  def joined(self: __torch__.Network, x: Tensor, around: Tensor, w: List[Tensor], i: int, padding: int, fused: bool) -> Tensor:
    if fused:
      y = torch.cudnn_convolution_add_relu(x, w[i], around, 1., w[i + 1], [1, 1], [padding, padding], [1, 1], 1)
    else:
      y = torch.conv2d(x, w[i], w[i + 1], [1, 1], [padding, padding])
      y = torch.relu_(torch.add_(y, around))
    return y

  def stem(self: __torch__.Network, x: Tensor, w: List[Tensor], fused: bool) -> Tensor:
    y = self.activated(x, w, 0, 2, 3, fused)
    return torch.max_pool2d(y, [3, 3], [2, 2], [1, 1])

  # pixels: B x S x S x 3, float32. Features as float32, averaged over the pixels of the last stage.
  def forward(self: __torch__.Network, pixels: Tensor, w: List[Tensor], stages: List[int], bottleneck: bool, fused: bool) -> Tensor:
    x = torch.to(pixels, ops.prim.dtype(w[0])).permute([0, 3, 1, 2])
    x = self.stem(x, w, fused)
    i = 2
    for stage in range(len(stages)):
      for block in range(stages[stage]):
        stride = 1
        if block == 0:
          if stage > 0:
            stride = 2
        last = i + 2
        if bottleneck:
          last = i + 4
        around = x
        after = last + 2
        if block == 0:
          if torch.size(w[last], 0) != torch.size(x, 1):
            around = torch.conv2d(x, w[after], w[after + 1], [stride, stride])
            after = after + 2
        if bottleneck:
          x = self.activated(x, w, i, 1, 0, fused)
          x = self.activated(x, w, i + 2, stride, 1, fused)
          x = self.joined(x, around, w, last, 0, fused)
        else:
          x = self.activated(x, w, i, stride, 1, fused)
          x = self.joined(x, around, w, last, 1, fused)
        i = after
    return torch.mean(x, [2, 3], False, dtype=6)
