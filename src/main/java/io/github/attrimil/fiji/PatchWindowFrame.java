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

  /** Opens the window of an image. */
  PatchWindowFrame(final ImagePlus image) {
    super(image);
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
