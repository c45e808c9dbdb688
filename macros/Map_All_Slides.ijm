// Maps all slides of a project that have features, as files in PROJECT/maps/MODEL/SLIDE.
//
//   ImageJ --headless -macro Map_All_Slides.ijm /path/to/project
// A second part names the model; without it that is "attrimil".

argument = getArgument();
model = "attrimil";
if (argument == "") {
  project = getDirectory("Project folder");
} else {
  parts = split(argument, ",");
  project = parts[0];
  if (parts.length > 1) model = parts[1];
}

run("Map Attribute Scores...", "project=[" + project + "] model=[" + model + "] top=4");

maps = getFileList(project + "/maps/" + model);
print(maps.length + " slides have maps in " + project + "/maps/" + model);
