package io.github.attrimil.mil.transmil;

import io.github.attrimil.core.options.Options;
import io.github.attrimil.mil.MilModel;
import io.github.attrimil.mil.ModelShape;
import io.github.attrimil.mil.StandardKind;
import io.github.attrimil.mil.TensorShapes;
import java.util.Map;

/** TransMIL as a kind; the network is {@link TransMil}. */
public final class TransMilKind extends StandardKind {

  /** The kind. */
  public TransMilKind() {
    super(Tokens.EMBEDDING + ".weight", TransMil.CLASSIFIER + ".bias");
  }

  @Override
  public String name() {
    return "transmil";
  }

  @Override
  public String title() {
    return "TransMIL";
  }

  @Override
  public String citation() {
    return "Shao Z, Bian H, Chen Y, Wang Y, Zhang J, Ji X, Zhang Y. TransMIL: transformer based"
        + " correlated multiple instance learning for whole slide image classification. Advances in"
        + " Neural Information Processing Systems 34, 2021. doi:10.48550/arXiv.2106.00908; reference"
        + " code github.com/szc19990412/TransMIL (GPL-3.0), attention of"
        + " github.com/lucidrains/nystrom-attention (MIT)";
  }

  @Override
  public Options options() {
    return Options.of(Tokens.WIDTH);
  }

  @Override
  public boolean orderMatters() {
    return true;
  }

  @Override
  protected TensorShapes tensors(final ModelShape shape, final Options own) {
    final int width = own.get(Tokens.WIDTH);
    return Tokens.shapes(shape.features(), width)
        .linear(TransMil.CLASSIFIER, shape.classes(), width);
  }

  @Override
  protected Options shown(final Map<String, long[]> shapes, final Options own) {
    return Tokens.shown(shapes, own);
  }

  @Override
  protected MilModel network(final Made of) {
    return new TransMil(this, of);
  }
}
