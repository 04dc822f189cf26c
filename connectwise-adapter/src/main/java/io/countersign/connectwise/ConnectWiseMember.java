package io.countersign.connectwise;

/**
 * Who a pod says its technician is, as ConnectWise's page handed it out. Proves nothing until ConnectWise is asked. Prints masked.
 *
 * @param companyId the login company, as the page has it
 * @param memberId the member's identifier
 * @param memberHash a credential with all of the technician's rights; never to be stored or logged
 */
public record ConnectWiseMember(String companyId, String memberId, String memberHash) {
    @Override
    public String toString() {
        return "ConnectWiseMember[••••••]";
    }
}
