// AttriMIL's demo in a small size: paints 16 synthetic slides with planted lesions, runs the whole
// pipeline on them and prints where the report is. About a minute.
//
// In Fiji: open this file and press Run. Without a display:
//   ImageJ --headless -macro Demo_AttriMIL.ijm /path/to/a/new/folder
// A parameter that is omitted takes its default; no dialog opens.

project = getArgument();
if (project == "") project = getDirectory("temp") + "attrimil-demo";

run("Run MIL Demo...", "project=[" + project + "] count=16 pixels=2048 folds=3 seed=1");

// A failed command ends a macro; "partly" means that some slides failed and the others were finished.
status = call("io.github.attrimil.command.LastRun.status");
print("Demo: " + status + " " + call("io.github.attrimil.command.LastRun.message"));
print("Report: " + project + "/results/attrimil/report.html");
