/**
 * Which slides a command works on: {@link io.github.attrimil.slide.find.SlideList} looks at the
 * files a user gives, at process_list.csv, slides.csv and the folder slides of a project, and gives
 * a {@link io.github.attrimil.slide.find.SlideSource} for each, a file or an image open in Fiji. It
 * uses {@code project} for the tables and {@code slide.bioformats} to open files. Start reading
 * with {@code SlideList}.
 */
package io.github.attrimil.slide.find;
