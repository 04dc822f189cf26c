/** ConnectWise PSA behind the core's ports: tickets and notes, callbacks, who the technician is, and what its answers mean. */
@NullMarked
package io.countersign.connectwise;

import org.jspecify.annotations.NullMarked;
