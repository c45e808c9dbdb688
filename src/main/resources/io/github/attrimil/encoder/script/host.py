# Host memory and copies from it, for PyTorch's TorchScript; ImageParts.java loads it. Data type 6 is
# float32.
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # Memory that a GPU reads by itself.
  def pinned(self: __torch__.Network, n: int) -> Tensor:
    return torch.empty([n], dtype=6, layout=None, device=None, pin_memory=True)

  # Part of the host memory x on the device of like; does not wait for the copy.
  def moved(self: __torch__.Network, x: Tensor, start: int, shape: List[int], like: Tensor) -> Tensor:
    n = 1
    for s in shape:
      n = n * s
    part = torch.narrow(x, 0, start, n)
    return torch.to(part, ops.prim.device(like), 6, True).view(shape)
