package io.github.attrimil.cluster;

import io.github.attrimil.command.Cluster;
import io.github.attrimil.core.AttriMilException;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Apache Spark as the shell's {@code cluster=MASTER}. */
public final class SparkCluster implements Cluster {

  @Override
  public Machines start(
      final String master, final String command, final Map<String, String> parameters) {
    final SparkConf conf = new SparkConf().setIfMissing("spark.app.name", "AttriMIL " + command);
    if (!master.isEmpty()) {
      conf.setMaster(master);
    } else if (!conf.contains("spark.master")) {
      throw new AttriMilException(
          "cluster= is empty and spark-submit has no --master; give spark://HOST:PORT or local[4]");
    }
    // Progress is shown here, and a run has no pages to look at once it has ended.
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.log.level", "ERROR");
    final JavaSparkContext spark = new JavaSparkContext(conf);
    if (!spark.isLocal() && !conf.contains("spark.executor.extraClassPath")) {
      Jars.beside(SparkCluster.class).forEach(jar -> spark.addJar(jar.toString()));
    }
    return new SparkCrew(spark, command, parameters);
  }
}
