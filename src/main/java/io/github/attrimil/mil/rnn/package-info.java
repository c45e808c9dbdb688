/**
 * MIL-RNN: a classifier of patches chooses those that a recurrent network reads. Uses mil and
 * tensor. Start reading at {@link io.github.attrimil.mil.rnn.RnnKind}; the network, with its
 * formulas, is beside it.
 */
package io.github.attrimil.mil.rnn;
