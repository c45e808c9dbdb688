/**
 * Stages on Apache Spark: a task is a slide, or a fold. Nothing else knows Spark, whose jars the
 * cluster provides; this room is built by the Maven profile {@code spark} alone. It may use all
 * other rooms. Start reading at {@link io.github.attrimil.cluster.SparkCluster}.
 */
package io.github.attrimil.cluster;
