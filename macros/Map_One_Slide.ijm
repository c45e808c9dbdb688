// Draws the score map of one slide: with a display as an image with overlay, a 32-bit score image
// and the table Results; in any case as files in PROJECT/maps/MODEL/SLIDE.
//
//   ImageJ --headless -macro Map_One_Slide.ijm /path/to/project,demo_001
// A third part names the class to show; without it the class predicted is shown.

argument = getArgument();
if (argument == "") {
  project = getDirectory("Project folder");
  slide = getString("Slide", "demo_001");
  label = getString("Class (empty: the class predicted)", "");
} else {
  parts = split(argument, ",");
  project = parts[0];
  slide = parts[1];
  label = "";
  if (parts.length > 2) label = parts[2];
}

run("Map Attribute Scores...",
    "project=[" + project + "] model=attrimil slide=[" + slide + "] label=[" + label + "] top=8");

// One row a patch, with a display and without.
print(slide + ": " + nResults + " patches");
print(nImages + " images, the last: " + getTitle());
