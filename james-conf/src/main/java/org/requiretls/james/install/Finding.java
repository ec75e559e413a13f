package org.requiretls.james.install;

import org.requiretls.james.install.xml.XmlElement;

/**
 * One thing that the doctor found wrong.
 *
 * @param place file and line, or only the file
 * @param what is wrong there
 * @param consequence what follows from it
 * @param remedy what to do
 */
record Finding(String place, String what, String consequence, String remedy) {

    static Finding at(String fileName, XmlElement element, String what, String consequence, String remedy) {
        return new Finding(fileName + ":" + element.line(), what, consequence, remedy);
    }

    @Override
    public String toString() {
        return place + ": " + what + "\n    " + consequence + "\n    what to do: " + remedy;
    }
}
