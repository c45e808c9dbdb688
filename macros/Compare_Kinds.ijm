// Compares kinds of model on a project with features: trains each on the same splits, tests it on
// the slides held out, and writes a table, a figure and a page into results/compare.
//
//   ImageJ --headless -macro Compare_Kinds.ijm /path/to/project
// Stop it at any time: the next run resumes there, and repeats nothing that is finished.

project = getArgument();
if (project == "") project = getDirectory("Project folder");

run("Split Slide Cohort...", "project=[" + project + "] folds=3 seed=1");
run("Compare MIL Models...",
    "project=[" + project + "] kinds=[attrimil,abmil,max,mean] name=compare seed=1");

// "partly" means that some kinds failed; the table has the reasons.
print("Compare: " + call("io.github.attrimil.command.LastRun.status"));
print("Page: " + project + "/results/compare/compare.html");
