/**
 * A study that disturbs commands at random moments, by SIGKILL, a power cut, a full disk or one
 * that turns read-only, runs them again and compares with unbroken runs. Start with {@link
 * io.github.attrimil.bench.kill.KillStudy}.
 */
package io.github.attrimil.bench.kill;
