package io.github.attrimil.report;

import java.util.Locale;

/** The items of TRIPOD+AI (Collins et al., BMJ 2024, doi:10.1136/bmj-2023-078378), shortened. */
enum TripodItem {
  I1("Title: development or evaluation of a prediction model, population, outcome"),
  I2("Abstract by TRIPOD+AI for Abstracts"),
  I3A("Healthcare context, rationale, existing models"),
  I3B("Target population, purpose in the care pathway, intended users"),
  I3C("Known health inequalities"),
  I4("Objectives: development, evaluation, or both"),
  I5A("Sources of data for development and evaluation, representativeness"),
  I5B("Dates of data collection"),
  I6A("Setting, number and location of centers"),
  I6B("Eligibility criteria"),
  I6C("Treatments received"),
  I7("Data preparation and quality checks"),
  I8A("Outcome: definition, and how it was assessed"),
  I8B("Outcome assessors and their qualification"),
  I8C("Blinding of the outcome's assessment"),
  I9A("Choice and selection of predictors"),
  I9B("Definition and measurement of predictors"),
  I9C("Assessors of predictors, where subjective"),
  I10("Sample size and its justification"),
  I11("Missing data"),
  I12A("How data were partitioned and used"),
  I12B("How predictors were handled: transformation, standardization"),
  I12C("Type of model, all steps of building it, hyperparameters, internal validation"),
  I12D("Heterogeneity across clusters, such as hospitals"),
  I12E("Measures and plots of performance"),
  I12F("Updating of the model, such as recalibration"),
  I12G("How predictions were calculated"),
  I13("Class imbalance: methods, and recalibration after them"),
  I14("Approaches to fairness"),
  I15("Output of the model, thresholds and how they were found"),
  I16("Differences between development and evaluation data"),
  I17("Ethical approval and consent"),
  I18A("Funding"),
  I18B("Conflicts of interest"),
  I18C("Protocol"),
  I18D("Registration"),
  I18E("Sharing of data"),
  I18F("Sharing of code"),
  I19("Involvement of patients and the public"),
  I20A("Flow of participants, with and without the outcome"),
  I20B("Characteristics of participants"),
  I20C("Comparison of development and evaluation data"),
  I21("Participants and outcomes in each analysis"),
  I22("The full model, so that others can use it"),
  I23A("Performance with intervals, also for subgroups"),
  I23B("Heterogeneity of performance across clusters"),
  I24("Results of updating the model"),
  I25("Interpretation, fairness included"),
  I26("Limitations"),
  I27A("How poor or missing input should be handled in use"),
  I27B("What users must do, and the expertise they need"),
  I27C("Next steps of research, applicability");

  private final String topic;

  TripodItem(final String topic) {
    this.topic = topic;
  }

  /** For example "12a". */
  String number() {
    return name().substring(1).toLowerCase(Locale.ROOT);
  }

  String topic() {
    return topic;
  }
}
