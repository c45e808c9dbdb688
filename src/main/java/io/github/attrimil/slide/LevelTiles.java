package io.github.attrimil.slide;

import io.github.attrimil.format.image.JpegDecoder;
import io.github.attrimil.format.image.RgbImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.List;

/** A level of a TIFF file that is read tile by tile without Bio-Formats. */
public interface LevelTiles {

  /**
   * @return of the level in pixels
   */
  int width();

  /**
   * @return of the level in pixels
   */
  int height();

  /**
   * @return of a tile in pixels
   */
  int tileWidth();

  /**
   * @return of a tile in pixels
   */
  int tileHeight();

  /**
   * @return how many tiles lie beside each other
   */
  default int columns() {
    return (width() + tileWidth() - 1) / tileWidth();
  }

  /**
   * @return how many tiles lie below each other
   */
  default int rows() {
    return (height() + tileHeight() - 1) / tileHeight();
  }

  /**
   * @param most how many
   * @return columns and rows of the tiles that show most, as far as is known without decoding
   */
  List<int[]> richest(int most);

  /**
   * Reads and decodes one tile.
   *
   * @param in the file
   * @param decoder of the calling thread
   * @param column of the tile
   * @param row of the tile
   * @return its pixels, those outside of the level cut off
   * @throws IOException when it cannot be read or is damaged
   */
  RgbImage tile(RandomAccessFile in, JpegDecoder decoder, int column, int row) throws IOException;
}
