// Runs the whole pipeline on one or more folders of slides, each with a table of labels, without a
// dialog; a folder that fails is reported, and the next one is processed.
//
//   ImageJ --headless -macro Pipeline_Folder.ijm /path/to/list.csv
// list.csv has the columns project,slides,labels: a folder for the outputs, a folder of slides, and a
// table with the columns case_id,slide_id,label (and mpp, for slides that do not state their own).

list = getArgument();
if (list == "") list = File.openDialog("Table with the columns project,slides,labels");
lines = split(File.openAsString(list), "\n");

// Without this line the first failure ends the macro.
call("io.github.attrimil.command.LastRun.goOn");

for (i = 1; i < lines.length; i++) {
  cells = split(lines[i], ",");
  if (cells.length == 3) {
    project = String.trim(cells[0]);
    run("Run MIL Pipeline...",
        "project=[" + project + "] slides=[" + String.trim(cells[1]) + "]"
        + " labels=[" + String.trim(cells[2]) + "]"
        + " encoder=baseline mpp=0.5 patchsize=256 folds=3 model=attrimil preset=default seed=1");
    // done; partly: some slides failed, the others were finished; failed
    print(project + ": " + call("io.github.attrimil.command.LastRun.status")
        + " " + call("io.github.attrimil.command.LastRun.message"));
  }
}
