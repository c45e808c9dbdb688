# A vision transformer for PyTorch's TorchScript; Vit.java loads it. One call runs the whole network,
# so that PyTorch frees what is not needed any longer and uses its fused attention, which never holds
# the tokens x tokens matrix. Data types: 6 is float32, 15 bfloat16, 5 float16.
#
# h: patch weight D x 3 x P x P, bias D, class and register tokens 1 x R x D, positions 1 x N x D,
#    weight and bias of the final norm.
# w: 12 tensors a block: weight and bias of norm1, qkv, proj, norm2, fc1, fc2; layer scale is part of
#    proj and fc2.
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def cast(self: __torch__.Network, x: Tensor, dtype: int) -> Tensor:
    return torch.to(x, dtype, False, True)

  # Patch embedding as one matrix product; the unfolding also changes the data type.
  def patches(self: __torch__.Network, images: Tensor, h: List[Tensor]) -> Tensor:
    w = h[0]
    d, c, p, _p = torch.size(w)
    b, _c, height, width = torch.size(images)
    r = height // p
    s = width // p
    x = images.view([b, c, r, p, s, p]).permute([0, 2, 4, 1, 3, 5])
    y = torch.empty([b, r, s, c, p, p], dtype=ops.prim.dtype(w), layout=None, device=ops.prim.device(w))
    y = torch.copy_(y, x).view([b, r * s, -1])
    return torch.linear(y, w.view([d, -1]), h[1])

  def embed(self: __torch__.Network, images: Tensor, h: List[Tensor]) -> Tensor:
    y = torch.add_(self.patches(images, h), h[3])
    return torch.cat([h[2].expand([torch.size(y, 0), -1, -1]), y], 1)

  def hidden(self: __torch__.Network, x: Tensor, w: List[Tensor], j: int, eps: float, mlp: int) -> Tensor:
    y = torch.layer_norm(x, [torch.size(x, -1)], w[j + 6], w[j + 7], eps)
    y = torch.linear(y, w[j + 8], w[j + 9])
    if mlp == 0:
      y = torch.gelu_(y)
    elif mlp == 1:
      y = torch.silu_(y)
    else:
      a, g = torch.chunk(y, 2, -1)
      if mlp == 2:
        y = torch.mul_(torch.gelu(a), g)
      else:
        y = torch.mul_(torch.silu(a), g)
    return torch.linear(y, w[j + 10], w[j + 11])

  # Changes x.
  def blocks(self: __torch__.Network, x: Tensor, w: List[Tensor], count: int, heads: int, eps: float, mlp: int) -> Tensor:
    b, n, d = torch.size(x)
    for i in range(count):
      j = 12 * i
      y = torch.layer_norm(x, [d], w[j], w[j + 1], eps)
      y = torch.linear(y, w[j + 2], w[j + 3]).view([b, n, 3, heads, -1])
      q, k, v = torch.unbind(y.permute([2, 0, 3, 1, 4]))
      y = torch.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape([b, n, d])
      x = torch.add_(x, torch.linear(y, w[j + 4], w[j + 5]))
      x = torch.add_(x, self.hidden(x, w, j, eps, mlp))
    return x

  # The last block for the class token alone: of the others only key and value are needed.
  def last(self: __torch__.Network, x: Tensor, w: List[Tensor], i: int, heads: int, eps: float, mlp: int) -> Tensor:
    b, n, d = torch.size(x)
    j = 12 * i
    y = torch.layer_norm(x, [d], w[j], w[j + 1], eps)
    q = torch.linear(y.narrow(1, 0, 1), w[j + 2].narrow(0, 0, d), w[j + 3].narrow(0, 0, d))
    q = q.view([b, 1, heads, -1]).transpose(1, 2)
    y = torch.linear(y, w[j + 2].narrow(0, d, 2 * d), w[j + 3].narrow(0, d, 2 * d))
    k, v = torch.unbind(y.view([b, n, 2, heads, -1]).permute([2, 0, 3, 1, 4]))
    y = torch.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape([b, 1, d])
    x = torch.add(x.narrow(1, 0, 1), torch.linear(y, w[j + 4], w[j + 5]))
    return torch.add_(x, self.hidden(x, w, j, eps, mlp))

  def normed(self: __torch__.Network, x: Tensor, h: List[Tensor], eps: float) -> Tensor:
    return torch.layer_norm(x, [torch.size(x, -1)], h[4], h[5], eps)

  # Features as float32: the class token, or the class token and the mean of the patch tokens.
  def forward(self: __torch__.Network, images: Tensor, h: List[Tensor], w: List[Tensor], heads: int, eps: float, mlp: int, mean: bool) -> Tensor:
    x = self.embed(images, h)
    depth = len(w) // 12
    if mean:
      x = self.normed(self.blocks(x, w, depth, heads, eps, mlp), h, eps)
      prefix = torch.size(h[2], 1)
      patches = x.narrow(1, prefix, torch.size(x, 1) - prefix)
      return torch.cat([torch.to(x.select(1, 0), 6), torch.mean(patches, [1], False, dtype=6)], 1)
    else:
      x = self.blocks(x, w, depth - 1, heads, eps, mlp)
      x = self.normed(self.last(x, w, depth - 1, heads, eps, mlp), h, eps)
      return torch.to(x.select(1, 0), 6)
