package io.github.attrimil.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.attrimil.core.options.Option;
import io.github.attrimil.core.options.OptionProblem;
import io.github.attrimil.core.options.Values;
import java.awt.Component;
import java.awt.Container;
import java.awt.GridBagLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JFileChooser;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JTextField;
import org.junit.jupiter.api.Test;

/** Fields of a dialog, without a display: what they show, take and say. */
class FieldRowTest {

  private static final Option<Integer> FOLDS =
      Option.integer("folds", "Folds (px, empty: all)", "Folds.", 5, 1, 9);
  private static final Option<Boolean> REDO = Option.flag("redo", "Redo", "Redo.", false);
  private static final Option<Boolean> PADDING =
      Option.flag("padding", "Padding", "Padding.", true).orNone();
  private static final Option<String> ENCODER =
      Option.text("encoder", "Encoder", "Encoder.", "baseline");

  /** A form of four options, the last of them under Advanced. */
  private static final class Toy implements Form {

    private final Map<Option<?>, String> texts = new HashMap<>();
    private List<String> encoders = List.of("baseline", "resnet18");

    @Override
    public String title() {
      return "Toy...";
    }

    @Override
    public String description() {
      return "A toy.";
    }

    @Override
    public List<Option<?>> shown() {
      return List.of(FOLDS, REDO, ENCODER);
    }

    @Override
    public List<Group> advanced() {
      return List.of(new Group("Tissue", List.of(PADDING)));
    }

    @Override
    public String text(final Option<?> option) {
      return texts.getOrDefault(option, option.text(option.defaultValue()));
    }

    @Override
    public void enter(final Option<?> option, final String text) {
      texts.put(option, text);
    }

    @Override
    public List<String> choices(final Option<?> option) {
      return option == ENCODER ? encoders : option.choices();
    }

    @Override
    public boolean isOpen(final Option<?> option) {
      return option == ENCODER;
    }

    @Override
    public List<String> fileTypes(final Option<?> option) {
      return option == ENCODER ? List.of("pt") : List.of();
    }

    @Override
    public boolean applies(final Option<?> option) {
      return option != PADDING || text(REDO).equals("true");
    }

    @Override
    public Optional<String> problem(final Option<?> option) {
      return OptionProblem.of(option, text(option));
    }

    @Override
    public String help(final Option<?> option) {
      return option.description();
    }

    @Override
    public String note(final Option<?> option) {
      return option == FOLDS ? "As many as patients" : "";
    }
  }

  private final Toy form = new Toy();
  private final JPanel panel = new JPanel(new GridBagLayout());
  private final List<FieldRow> rows = new ArrayList<>();

  private FieldRow row(final Option<?> option) {
    final FieldRow row = new FieldRow(form, option);
    row.place(panel, rows.size());
    rows.add(row);
    row.listen(r -> rows.forEach(FieldRow::refresh), o -> {});
    row.refresh();
    return row;
  }

  private <C extends Component> C find(final Class<C> type) {
    return all(panel, type).get(0);
  }

  private static <C extends Component> List<C> all(final Container in, final Class<C> type) {
    final List<C> found = new ArrayList<>();
    for (final Component part : in.getComponents()) {
      if (type.isInstance(part)) {
        found.add(type.cast(part));
      }
      if (part instanceof Container container) {
        found.addAll(all(container, type));
      }
    }
    return found;
  }

  private List<String> words() {
    return all(panel, JLabel.class).stream().map(JLabel::getText).toList();
  }

  @Test
  void whatIsWrongTakesThePlaceOfTheNote() {
    final FieldRow row = row(FOLDS);
    assertTrue(words().containsAll(List.of("Folds (px)", "As many as patients")), words() + "");
    find(JTextField.class).setText("0");
    assertEquals("0", form.text(FOLDS));
    assertTrue(words().contains("Must be a whole number from 1 to 9."), words() + "");
    assertFalse(row.check());
    find(JTextField.class).setText("4");
    assertTrue(words().contains("As many as patients"));
    assertTrue(row.check());
  }

  @Test
  void nothingIsWrongBeforeAnybodyWasThere() {
    form.enter(FOLDS, "many");
    final FieldRow row = row(FOLDS);
    assertTrue(words().contains("As many as patients"));
    assertFalse(row.check());
    assertTrue(words().contains("Must be a whole number from 1 to 9."));
  }

  @Test
  void choicesTakeOtherTextsAndFollow() {
    row(ENCODER);
    final JComboBox<?> box = find(JComboBox.class);
    assertEquals(3, box.getItemCount(), "two encoders, and a file");
    assertEquals("Choose file...", box.getItemAt(2));
    box.setSelectedIndex(1);
    assertEquals("resnet18", form.text(ENCODER));
    ((JTextField) box.getEditor().getEditorComponent()).setText("/weights/my.pt");
    assertEquals("/weights/my.pt", form.text(ENCODER));
    form.encoders = List.of("baseline", "resnet18", "mine");
    rows.forEach(FieldRow::refresh);
    assertEquals(4, box.getItemCount());
    assertEquals("/weights/my.pt", form.text(ENCODER), "what was typed stays");
  }

  @Test
  void fieldsWithoutAnEffectAreGray() {
    row(REDO);
    row(PADDING);
    final JComboBox<?> padding = find(JComboBox.class);
    assertFalse(padding.isEnabled());
    find(JCheckBox.class).doClick();
    assertEquals("true", form.text(REDO));
    assertTrue(padding.isEnabled());
    final JLabel shown = (JLabel) shown(padding, Values.PRESET);
    assertEquals("as preset", shown.getText());
    assertEquals("no", ((JLabel) shown(padding, "false")).getText());
  }

  private static Component shown(final JComboBox<?> box, final String text) {
    @SuppressWarnings("unchecked")
    final JComboBox<String> texts = (JComboBox<String>) box;
    return texts
        .getRenderer()
        .getListCellRendererComponent(new javax.swing.JList<>(), text, -1, false, false);
  }

  @Test
  void groupsAreClosedUntilTheyAreOpened() {
    final AdvancedPanel advanced = new AdvancedPanel(form, () -> {});
    final JComponent box = all(advanced, JComboBox.class).get(0);
    assertFalse(box.getParent().isVisible());
    advanced.reveal(advanced.rows().get(0));
    assertTrue(box.getParent().isVisible());
  }

  @Test
  void foldersAndFilesAreChosenByType() {
    final JFileChooser folder = new FileChoice(true, false, false, List.of()).chooser("Folder");
    assertEquals(JFileChooser.DIRECTORIES_ONLY, folder.getFileSelectionMode());
    final JFileChooser table =
        new FileChoice(false, true, false, Values.Files.TABLE.extensions()).chooser("Table");
    assertEquals(JFileChooser.FILES_ONLY, table.getFileSelectionMode());
    assertTrue(table.getFileFilter().accept(new java.io.File("labels.CSV")));
    assertFalse(table.getFileFilter().accept(new java.io.File("slide.svs")));
    final JFileChooser both = new FileChoice(true, true, false, List.of()).chooser("Slides");
    assertEquals(JFileChooser.FILES_AND_DIRECTORIES, both.getFileSelectionMode());
  }
}
