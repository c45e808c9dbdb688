// Predicts and maps every slide of a folder with a trained model, without a dialog. A slide that
// fails is named, and the others are processed; a second run continues where the first was stopped.
//
//   ImageJ --headless -macro Batch_Folder.ijm /path/to/project,/path/to/slides
// A third part names the model; without it that is "attrimil".

argument = getArgument();
model = "attrimil";
if (argument == "") {
  project = getDirectory("Project folder");
  slides = getDirectory("Folder of slides");
} else {
  parts = split(argument, ",");
  project = parts[0];
  slides = parts[1];
  if (parts.length > 2) model = parts[2];
}

// Without this line the first failure ends the macro.
call("io.github.attrimil.command.LastRun.goOn");

run("Predict Slides...", "project=[" + project + "] model=[" + model + "] slides=[" + slides + "]");
print("Predict: " + call("io.github.attrimil.command.LastRun.status")
    + " " + call("io.github.attrimil.command.LastRun.message"));
print("Table: " + project + "/results/" + model + "/predictions.csv");

run("Map Attribute Scores...",
    "project=[" + project + "] model=[" + model + "] slides=[" + slides + "] top=4");
print("Map: " + call("io.github.attrimil.command.LastRun.status")
    + " " + call("io.github.attrimil.command.LastRun.message"));
