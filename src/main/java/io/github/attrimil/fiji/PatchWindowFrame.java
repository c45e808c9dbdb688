package io.github.attrimil.fiji;

import ij.ImagePlus;
import ij.gui.ImageWindow;
import ij.plugin.frame.Recorder;
import java.awt.event.WindowEvent;

/**
 * The window of a patch. It comes to the front by a click on the map, which is nothing to record: a
 * macro has no such window to select.
 */
final class PatchWindowFrame extends ImageWindow {

  private static final long serialVersionUID = 1L;

  private PatchWindowFrame(final ImagePlus image) {
    super(image);
  }

  /** Opens the window of an image. */
  static void open(final ImagePlus image) {
    Recorder.suspendRecording();
    try {
      new PatchWindowFrame(image);
    } finally {
      Recorder.resumeRecording();
    }
  }

  @Override
  public void windowActivated(final WindowEvent e) {
    Recorder.suspendRecording();
    try {
      super.windowActivated(e);
    } finally {
      Recorder.resumeRecording();
    }
  }
}
