// A milter that does nothing, with posternd's own negotiation: what any filter costs at least. Usage: bare_filter
// SOCKET
#include <cstdio>
#include <string>

#include <libmilter/mfapi.h>

namespace {

constexpr unsigned long kSteps = SMFIP_NOUNKNOWN | SMFIP_NODATA | SMFIP_SKIP | SMFIP_HDR_LEADSPC | SMFIP_NR_CONN |
                                 SMFIP_NR_HELO | SMFIP_NR_MAIL | SMFIP_NR_HDR;
constexpr unsigned long kActions = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_ADDRCPT | SMFIF_DELRCPT | SMFIF_CHGFROM;

sfsistat on_negotiate(SMFICTX*, unsigned long, unsigned long steps, unsigned long, unsigned long,
                      unsigned long* actions, unsigned long* wanted, unsigned long*, unsigned long*) {
  *actions = kActions;
  *wanted = steps & kSteps;
  return SMFIS_CONTINUE;
}
sfsistat on_connect(SMFICTX*, char*, sockaddr*) {
  return SMFIS_NOREPLY;
}
sfsistat on_helo(SMFICTX*, char*) {
  return SMFIS_NOREPLY;
}
sfsistat on_mail(SMFICTX*, char**) {
  return SMFIS_NOREPLY;
}
sfsistat on_rcpt(SMFICTX*, char**) {
  return SMFIS_CONTINUE;
}
sfsistat on_header(SMFICTX*, char*, char*) {
  return SMFIS_NOREPLY;
}
sfsistat on_end_of_header(SMFICTX*) {
  return SMFIS_ACCEPT;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  std::string name = "bare";
  smfiDesc filter{};
  filter.xxfi_name = name.data();
  filter.xxfi_version = SMFI_VERSION;
  filter.xxfi_flags = kActions;
  filter.xxfi_negotiate = on_negotiate;
  filter.xxfi_connect = on_connect;
  filter.xxfi_helo = on_helo;
  filter.xxfi_envfrom = on_mail;
  filter.xxfi_envrcpt = on_rcpt;
  filter.xxfi_header = on_header;
  filter.xxfi_eoh = on_end_of_header;
  if (smfi_register(filter) != MI_SUCCESS || smfi_setconn(arguments[1]) != MI_SUCCESS) return 1;
  return smfi_main();
}
