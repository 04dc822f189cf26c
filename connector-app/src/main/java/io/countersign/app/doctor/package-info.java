/** Looking whether everything that the connector stands on is as it should be: one small check for each thing, each with a time limit. */
@NullMarked
package io.countersign.app.doctor;

import org.jspecify.annotations.NullMarked;
