package io.github.attrimil.format.table;

import io.github.attrimil.core.FileNames;

/**
 * Cells that a spreadsheet would compute, which may start a program ("CSV injection"): they are
 * written with an apostrophe in front, which spreadsheets take for "text", and read without it.
 */
final class FormulaCell {

  private static final char TEXT = '\'';

  private FormulaCell() {}

  /** What is written of a cell. */
  static String written(final String cell) {
    return isFormulaBehind(cell, marks(cell)) ? TEXT + cell : cell;
  }

  /** What a cell of a file means. */
  static String read(final String cell) {
    final int marks = marks(cell);
    return marks > 0 && isFormulaBehind(cell, marks) ? cell.substring(1) : cell;
  }

  private static int marks(final String cell) {
    int marks = 0;
    while (marks < cell.length() && cell.charAt(marks) == TEXT) {
      marks++;
    }
    return marks;
  }

  private static boolean isFormulaBehind(final String cell, final int marks) {
    return FileNames.isFormula(cell.substring(marks));
  }
}
