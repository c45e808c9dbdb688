/**
 * What every other room speaks: a {@link io.github.attrimil.core.Job} with its progress, cancel and
 * {@link io.github.attrimil.core.RunRecord}, failures ({@link
 * io.github.attrimil.core.AttriMilException} for a message to a user, {@link
 * io.github.attrimil.core.RunEndedException} for the end of a run), files written whole or not at
 * all, safe file names and checksums. It uses no other room and no library but Gson. Start reading
 * with {@code Job}.
 */
package io.github.attrimil.core;
