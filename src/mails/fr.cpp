// SPDX-License-Identifier: BSL-1.0
#include "mails/templates.hpp"

namespace parvis::inline v1 {
namespace {

constexpr std::string_view greeting = "Bonjour {first_name},";

// A mail to an address that nobody has proven holds nothing that a stranger typed: no greeting by name.
constexpr mail_language texts{
    .language = "fr",
    .direction = "ltr",
    .months = {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
               "novembre", "décembre"},
    .closing = "Une question\u00a0? Contactez {support}.",
    .mails = {{
        {effect::mail_verify_email,
         "Confirmez votre adresse e-mail pour {portal}",
         {"Quelqu'un, vous sans doute, a demandé à s'inscrire sur {portal} avec cette adresse.",
          "Confirmez que cette adresse est la vôtre pour continuer.", "Ce lien est valable jusqu'au {expires}.",
          "Si ce n'était pas vous, ignorez ce message\u00a0: aucun compte ne sera créé."},
         "Confirmer mon adresse"},
        {effect::mail_known_address,
         "Quelqu'un a essayé d'inscrire votre adresse",
         {"Quelqu'un, peut-être vous, a essayé de s'inscrire sur {portal} avec cette adresse. Rien n'a été modifié.",
          "Si c'était vous, connectez-vous, ou réinitialisez votre mot de passe si vous l'avez oublié.",
          "Si ce n'était pas vous, vous n'avez rien à faire."},
         "Se connecter"},
        {effect::mail_request_received,
         "Votre demande d'accès à {portal} a bien été reçue",
         {greeting, "Nous avons bien reçu votre demande de compte sur {portal}. Elle est en attente d'approbation.",
          "Vous serez prévenu par e-mail dès qu'une décision aura été prise."},
         ""},
        {effect::mail_approval_needed,
         "Nouvelle inscription au portail client à approuver : {name}",
         {greeting, "{name} ({email}) s'est inscrit sur {portal} et attend une approbation.",
          "Type d'accès demandé\u00a0: {access}.", "Vous trouverez la demande dans la liste des clients."},
         "Ouvrir la liste des clients"},
        {effect::mail_welcome,
         "Bienvenue sur {portal}",
         {greeting, "Votre compte sur {portal} est actif. Vous pouvez vous connecter dès maintenant."},
         "Se connecter"},
        {effect::mail_waiting,
         "Votre demande d'accès à {portal} a été approuvée",
         {greeting,
          "Votre demande de compte sur {portal} a été approuvée, mais aucune licence n'est libre pour le moment.",
          "Votre place dans la file est conservée. Vous serez prévenu par e-mail dès que votre compte sera actif."},
         ""},
        {effect::mail_rejected,
         "Votre demande d'accès à {portal} a été refusée",
         {greeting, "Votre demande de compte sur {portal} a été refusée.", "Motif indiqué\u00a0: {reason}"},
         ""},
        {effect::mail_join,
         "Rejoignez {portal}",
         {greeting,
          "Un compte a été préparé pour vous sur {portal}. Choisissez un nom d'utilisateur et un mot de passe pour "
          "l'activer.",
          "Ce lien est valable jusqu'au {expires}."},
         "Rejoindre"},
    }},
};
static_assert(complete(texts));

}  // namespace

constinit const mail_language french = texts;

}  // namespace parvis::inline v1
