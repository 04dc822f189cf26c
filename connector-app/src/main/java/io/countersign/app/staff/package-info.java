/** The people of the MSP, as far as they sign in: who an administrator admitted, as whom, and to what. */
@NullMarked
package io.countersign.app.staff;

import org.jspecify.annotations.NullMarked;
