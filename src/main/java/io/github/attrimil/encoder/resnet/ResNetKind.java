package io.github.attrimil.encoder.resnet;

/**
 * The residual networks (He et al. 2016, doi:10.1109/CVPR.2016.90) used as encoders, in
 * torchvision's layout.
 */
public enum ResNetKind {
  /** Two 3 x 3 convolutions a block, four stages, 512 features. */
  RESNET18(new int[] {2, 2, 2, 2}, false, 4),
  /** Bottleneck blocks, cut after stage 3 as CLAM and AttriMIL's paper do, 1024 features. */
  RESNET50(new int[] {3, 4, 6, 3}, true, 3);

  private static final int FIRST_WIDTH = 64;
  private static final int EXPANSION = 4;

  private final int[] blocks;
  private final boolean bottleneck;
  private final int stages;

  ResNetKind(final int[] blocks, final boolean bottleneck, final int stages) {
    this.blocks = blocks;
    this.bottleneck = bottleneck;
    this.stages = stages;
  }

  /**
   * @return how many stages are used
   */
  public int stages() {
    return stages;
  }

  /**
   * @param stage from 1
   * @return how many blocks it has
   */
  public int blocks(final int stage) {
    return blocks[stage - 1];
  }

  /**
   * @return whether a block is 1 x 1, 3 x 3, 1 x 1
   */
  public boolean bottleneck() {
    return bottleneck;
  }

  /**
   * @param stage from 1
   * @return channels inside its blocks
   */
  public int width(final int stage) {
    return FIRST_WIDTH << stage - 1;
  }

  /**
   * @param stage from 1; 0 for what goes into the first
   * @return channels of what it gives
   */
  public int channels(final int stage) {
    return stage == 0 ? FIRST_WIDTH : width(stage) * (bottleneck ? EXPANSION : 1);
  }

  /**
   * @return D, the features of the last stage used
   */
  public int features() {
    return channels(stages);
  }
}
