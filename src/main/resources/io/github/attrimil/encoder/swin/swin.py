# A Swin transformer with CTransPath's stem for PyTorch's TorchScript; Swin.java loads it. Tokens are
# B x height x width x channels. Data type 6 is float32.
#
# w: weight and bias of the stem's three convolutions and its norm; of each block the bias of attention
#    logits (windows x heads x tokens x tokens, one window if none are shifted), then weight and bias of
#    norm1, qkv, proj, norm2, fc1, fc2; after each stage but the last weight and bias of the reduction's
#    norm and its matrix; last the final norm.
# depths: for each stage the number of blocks.
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def cast(self: __torch__.Network, x: Tensor, dtype: int) -> Tensor:
    return torch.to(x, dtype, False, True)

  def normed(self: __torch__.Network, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    return torch.layer_norm(x, [torch.size(x, -1)], w[i], w[i + 1], 1.e-5)

  def embed(self: __torch__.Network, images: Tensor, w: List[Tensor]) -> Tensor:
    x = torch.to(images, ops.prim.dtype(w[0]))
    x = torch.relu_(torch.conv2d(x, w[0], w[1], [2, 2], [1, 1]))
    x = torch.relu_(torch.conv2d(x, w[2], w[3], [2, 2], [1, 1]))
    x = torch.conv2d(x, w[4], w[5])
    return self.normed(x.permute([0, 2, 3, 1]).contiguous(), w, 6)

  # Attention inside windows of n x n tokens; bias has more than one window where they are shifted.
  def attention(self: __torch__.Network, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    b, side, _s, d = torch.size(x)
    windows, heads, tokens, _t = torch.size(w[i])
    n = int(torch.sqrt(tokens))
    r = side // n
    shift = 0
    if windows > 1:
      shift = n // 2
      x = torch.roll(x, [-shift, -shift], [1, 2])
    y = x.view([b, r, n, r, n, d]).permute([0, 1, 3, 2, 4, 5]).reshape([b, r * r, tokens, d])
    y = torch.linear(y, w[i + 3], w[i + 4]).view([b, r * r, tokens, 3, heads, -1])
    q, k, v = torch.unbind(y.permute([3, 0, 1, 4, 2, 5]))
    scale = torch.div(1., torch.sqrt(d // heads))
    a = torch.add_(torch.matmul(torch.mul(q, scale), k.transpose(-2, -1)), w[i])
    y = torch.matmul(torch.softmax(a, -1), v).transpose(2, 3)
    y = y.reshape([b, r, r, n, n, d]).permute([0, 1, 3, 2, 4, 5]).reshape([b, side, side, d])
    if shift > 0:
      y = torch.roll(y, [shift, shift], [1, 2])
    return torch.linear(y, w[i + 5], w[i + 6])

  def block(self: __torch__.Network, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    x = torch.add_(self.attention(self.normed(x, w, i + 1), w, i), x)
    y = torch.linear(self.normed(x, w, i + 7), w[i + 9], w[i + 10])
    return torch.add_(torch.linear(torch.gelu_(y), w[i + 11], w[i + 12]), x)

  # 2 x 2 tokens become one: those of the left column, then those of the right.
  def reduced(self: __torch__.Network, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    b, side, _s, d = torch.size(x)
    half = side // 2
    y = x.view([b, half, 2, half, 2, d]).permute([0, 1, 3, 4, 2, 5]).reshape([b, half, half, 4 * d])
    return torch.linear(self.normed(y, w, i), w[i + 2])

  def stages(self: __torch__.Network, images: Tensor, w: List[Tensor], depths: List[int], count: int) -> Tensor:
    x = self.embed(images, w)
    i = 8
    for stage in range(count):
      for block in range(depths[stage]):
        x = self.block(x, w, i)
        i = i + 13
      if stage < len(depths) - 1:
        x = self.reduced(x, w, i)
        i = i + 3
    return x

  # Features as float32: the mean of the normalized tokens.
  def forward(self: __torch__.Network, images: Tensor, w: List[Tensor], depths: List[int]) -> Tensor:
    x = self.stages(images, w, depths, len(depths))
    x = self.normed(x, w, len(w) - 2)
    return torch.mean(x, [1, 2], False, dtype=6)
