/**
 * Layers that networks of several families share. Uses tensor and mil. Start reading at {@link
 * io.github.attrimil.mil.layers.NystromAttention}.
 */
package io.github.attrimil.mil.layers;
