#!/usr/bin/env python3
"""Makes labelled mails in six languages, all of them invented, to train the section decoder with.

    make_mails.py FOLDER [COUNT]

Writes FOLDER/src/*.txt, labels.json and manifest.json in the form of the labelled sets. The same count gives the same
mails. They hold what real sets are short of: replies of a support desk with name, title, company and telephone; templates;
list mails; machine mails whose text looks like a signature; short mails; rules, lists and code inside the text.
"""
import json
import os
import random
import sys

FIRST = "Kari Ola Ingrid Lars Åse Øyvind Anna Per Søren Mette Jens Pia Erik Lena Björn Åsa Jürgen Sabine Max Julia Emma James Priya Tom Grace Omar Fatima Li Nora Sindre Gro Tor Mia Bo Ida Ulf Eva Jan Ana Raj".split()
LAST = "Nordby Haugen Lie Vik Dahl Holm Krogh Bech Lund Ek Sjöberg Ström Åkesson Weber Krüger Vogel Smith O'Neill Taylor Green Novak Silva Khan Chen Moe Sande Juhl Riis Falk Braun".split()
FIRMS = ["Nordlys", "Fjordnett", "Havblikk Handel", "Skrivebua", "BokHjørnet", "Lyngby Cykler", "Strandvejens Kiosk", "Kiruna Gear", "Grönsaksboden", "Alpenshop", "Hansestadt Reisen", "BrightDesk", "Papertrail", "GreenBox", "Northwind Tools", "Acorn Books"]

LANG = {
    "en": dict(
        greet=["Hi", "Hello", "Dear", "Hey", "Good morning", "Hi there", "Hello again"], all=["all", "everyone", "team", "folks", "there", "Sir or Madam"],
        bye=["Regards", "Best regards", "Kind regards", "Yours sincerely", "Sincerely", "Cheers", "Best wishes", "All the best", "Best", "Warm regards", "BR", "Bye for now", "Take care", "With kind regards"],
        thanks=["Thanks", "Thank you", "Many thanks", "Thanks in advance", "Thanks again", "Thank you in advance", "TIA", "Thanks a lot", "Thanks for any help"], wish=["Have a nice day", "Have a great weekend", "Have fun", "Enjoy", "Have a lovely evening"],
        title=["Customer Support", "Support Agent", "Account Manager", "Head of Customer Care", "Senior Engineer", "Technical Consultant", "Founder", "Customer Happiness Specialist"],
        team=["The {} Team", "Your {} team", "The {} support team", "{} Customer Service", "-- the {} team", "— The {} Crew", "{} Support"],
        tel=["Phone: ", "Tel. ", "Mobile: ", "Direct: ", "T: ", ""], addr=["14 Mill Lane, Leeds", "Suite 5, 220 King Street", "P.O. Box 118, Cork"],
        sent=["Sent from my iPhone", "Sent from my Galaxy", "Get Outlook for Android", "Sent from Yahoo Mail", "Sent from my phone, please excuse typos"],
        disc=["This e-mail and any attachments are confidential and intended solely for the addressee.", "If you have received this message in error, please notify the sender and delete it.", "Company number 1234567, registered in England and Wales.", "Please consider the environment before printing this e-mail.", "DISCLAIMER: The views expressed are those of the sender."],
        foot=["You are receiving this e-mail because you have an account with us.", "To unsubscribe, click here: {url}", "This is an automated message, please do not reply.", "(This message was generated automatically)", "Unsubscribe: {url}", "Powered by {firm}", "Please do not reply to this e-mail; this mailbox is not monitored."],
        auto=["This e-mail was sent automatically, please do not answer it."],
        sent_=["Thank you for your message about the delayed parcel.", "We have checked the tracking and it left our depot on Monday.", "I have refunded the full amount to your card, and it should arrive within three working days.", "Could you send us a photo of the damaged box?", "Please let us know if you have any further questions.", "You can change your address under My account at any time.", "I am sorry that the app logged you out again.", "Our technicians are looking at it and I will write to you as soon as I know more.", "If the link does not work, copy it into your browser.", "The invoice is attached as a PDF.", "We look forward to hearing from you.", "Thanks for letting us know, that helps us a lot.", "The new version fixes the problem that you describe.", "I tried it on two machines here and it works on both.", "Do you have any idea what might be wrong with it?", "It stopped working after the last update.", "Sent from the warehouse yesterday, it should be with you before the weekend."],
        short=["Works for me.", "See attached.", "Done!", "Congratulations!", "Not sure about that.", "Sounds good, let's do it.", "A test reply", "Reply text", "Yes, please.", "Hmm, no.", "I agree", "That fixed it, great!", "New here", "Will do", "Thanks!", "Thank you for the update!"],
        colon=["Your order contains:", "Here is what to do:", "The error is:", "Details of the report:", "Please note the following:", "Your report was as follows:", "The log says:"],
        item=["Switch the router off", "Wait for ten seconds", "check the serial number", "Two lamps, white", "first we need a backup", "reinstall the driver"],
        label=["Order number", "Name", "E-mail", "Phone", "Password", "Total", "Tracking", "Status", "Category", "Amount"], ps=["P.S. The shop is closed on Friday.", "PS: We moved to a new address!"],
        wrote="On {d}, {n} <{e}> wrote:", date=["Mon, 3 Nov 2025 at 10:12", "12 May 2024", "Tue, Jan 9, 2024 at 8:15 AM"], head=["From", "Sent", "To", "Subject"], dear="To"),
    "nb": dict(
        greet=["Hei", "Hei igjen", "Kjære", "God dag", "Hallo", "God morgen", "Hei og god morgen"], all=["alle sammen", "alle", "dere", "kunde", "på deg"],
        bye=["Med vennlig hilsen", "Vennlig hilsen", "Mvh", "Hilsen", "Beste hilsen", "Med hilsen", "Mvh.", "Vh", "Med beste hilsen", "Varm hilsen"],
        thanks=["Takk", "Takk igjen", "På forhånd takk", "Tusen takk", "Takk for hjelpen", "Mange takk"], wish=["Ha en fin dag", "God helg", "Ha en fortsatt god dag", "Ha en riktig fin helg", "God sommer"],
        title=["Kundebehandler", "Kunderådgiver", "Daglig leder", "Seniorrådgiver", "Teamleder, kundeservice", "Servicemedarbeider", "Avdelingsleder", "Kundeservice"],
        team=["{}-gruppen", "Kundeservice, {}", "Oss i {}", "Hilsen alle oss i {}", "Teamet i {}", "{} AS", "Alle oss på {}", "{} kundesenter", "oss alle i {}", "fra {}"],
        tel=["Tlf.: ", "Telefon: ", "Mob. ", "Sentralbord: ", "Tlf ", ""], addr=["Storgata 4, 0155 Oslo", "Postboks 12, 5003 Bergen", "Havnegata 9, 7010 Trondheim"],
        sent=["Sendt fra min iPhone", "Sendt fra Outlook for iOS", "Hent Outlook for Android", "Sendt fra min Samsung"],
        disc=["Denne e-posten kan inneholde konfidensiell informasjon.", "Hvis du ikke er rett mottaker, ber vi deg slette den.", "Tenk på miljøet før du skriver ut.", "Org.nr. 987 654 321"],
        foot=["Du mottar denne e-posten fordi du er kunde hos oss.", "Meld deg av nyhetsbrevet: {url}", "Denne meldingen er sendt automatisk og kan ikke besvares.", "Ikke svar på denne e-posten.", "Avmelding: {url}", "Følg oss på Facebook"],
        auto=["Dette er en automatisk generert melding."],
        sent_=["Takk for at du tok kontakt med oss om pakken.", "Vi har sett på saken din og ser at varen ble sendt i går.", "Beløpet er nå tilbakebetalt, og du får det på kontoen innen tre virkedager.", "Kan du sende oss et bilde av skaden?", "Ta gjerne kontakt igjen hvis du lurer på noe mer.", "Du kan endre adressen under Min side når som helst.", "Jeg beklager at appen logget deg ut på nytt.", "Teknikerne våre ser på feilen, og jeg gir deg beskjed så snart jeg vet mer.", "Hvis lenken ikke virker, kan du kopiere den inn i nettleseren.", "Fakturaen ligger vedlagt som PDF.", "Vi hører gjerne fra deg.", "Det er dessverre ikke mulig å endre bestillingen nå.", "Jeg har satt opp en ny avtale til deg på torsdag.", "Vennligst bekreft at du har fått meldingen.", "Vi håper dette var til hjelp.", "Sendt fra lageret i går, så den skal være hos deg før helgen."],
        short=["Svar.", "Det går fint.", "Ferdig!", "Gratulerer!", "Se vedlegg.", "Ja, gjerne.", "Den virker nå.", "Ok, supert", "Velkommen til {firm}!", "Takk for sist!"],
        colon=["Bestillingen din inneholder:", "Slik gjør du:", "Saken du meldte var som følger:", "Merk deg dette:", "Meldingen lød:", "Detaljer om rapporten:"],
        item=["Slå av ruteren", "Vent i ti sekunder", "sjekk serienummeret", "To lamper, hvite", "ta kopi av alt", "start på nytt"],
        label=["Ordrenummer", "Navn", "E-post", "Telefon", "Passord", "Sum", "Sporing", "Status", "Beløp", "Leveringsadresse"], ps=["P.S. Butikken er stengt på fredag.", "PS: Vi har flyttet!"],
        wrote="{d} skrev {n} <{e}>:", date=["Den 3. nov. 2025 kl. 10:12", "man. 3. nov. 2025 kl. 10:12", "Den tirsdag 12. mai 2024"], head=["Fra", "Sendt", "Til", "Emne"], dear="Til"),
    "nn": dict(
        greet=["Hei", "Hei igjen", "Kjære", "God dag", "God morgon", "Gode"], all=["alle saman", "alle", "de", "kunde"],
        bye=["Med venleg helsing", "Venleg helsing", "Mvh", "Helsing", "Beste helsing", "Med helsing", "Venleg hilsen"],
        thanks=["Takk", "Takk igjen", "På førehand takk", "Tusen takk", "Takk for hjelpa"], wish=["Ha ein fin dag", "God helg", "Ha ei god helg", "Ha ein framleis god dag"],
        title=["Kundebehandlar", "Kunderådgjevar", "Dagleg leiar", "Seniorrådgjevar", "Sakshandsamar", "Avdelingsleiar"],
        team=["{}-gruppa", "Kundeservice, {}", "Oss i {}", "Laget i {}", "{} AS", "Alle oss på {}"],
        tel=["Tlf.: ", "Telefon: ", "Mob. ", "Tlf ", ""], addr=["Kyrkjegata 4, 6800 Førde", "Postboks 12, 6100 Volda"],
        sent=["Sendt frå min iPhone", "Sendt frå mobilen"],
        disc=["Denne e-posten kan ha konfidensielt innhald.", "Om du ikkje er rett mottakar, bed vi deg sletta han."],
        foot=["Du får denne e-posten fordi du er kunde hos oss.", "For å slutta å få desse meldingane, følg lenkja: {url}", "Du kan ikkje svara på denne e-posten.", "Ikkje svar på denne meldinga."],
        auto=["Denne meldinga er sendt automatisk."],
        sent_=["Takk for at du tok kontakt med oss om pakka.", "Vi har sett på saka di og ser at vara vart send i går.", "Beløpet er no betalt attende, og du får det på kontoen innan tre dagar.", "Kan du senda oss eit bilete av skaden?", "Ta gjerne kontakt att om du lurer på noko meir.", "Du kan endra adressa under Mi side når som helst.", "Eg er lei for at appen logga deg ut på nytt.", "Viss lenkja ikkje verkar, kan du kopiera ho inn i nettlesaren.", "Det er diverre ikkje mogleg å endra tinginga no.", "Eg har sett opp ein ny avtale til deg på torsdag.", "Vi vonar dette var til hjelp.", "Fakturaen ligg ved som PDF.", "Sendt frå lageret i går, så han skal vera hos deg før helga."],
        short=["Svar.", "Det går fint.", "Ferdig!", "Gratulerer!", "Sjå vedlegg.", "Ja, gjerne.", "Han verkar no."],
        colon=["Tinginga di inneheld:", "Slik gjer du:", "Saka du melde var som følgjer:", "Merk deg dette:"],
        item=["Slå av ruteren", "Vent i ti sekund", "sjekk serienummeret", "To lamper, kvite"],
        label=["Ordrenummer", "Namn", "E-post", "Telefon", "Passord", "Sum", "Sporing", "Status"], ps=["P.S. Butikken er stengd på fredag."],
        wrote="{d} skreiv {n} <{e}>:", date=["Den 3. nov. 2025 kl. 10:12", "måndag 3. nov. 2025 kl. 10:12"], head=["Frå", "Sendt", "Til", "Emne"], dear="Til"),
    "da": dict(
        greet=["Hej", "Hej igen", "Kære", "Goddag", "God morgen", "Hejsa"], all=["alle sammen", "alle", "jer", "kunde", "med dig"],
        bye=["Med venlig hilsen", "Venlig hilsen", "Mvh", "Hilsen", "Bedste hilsner", "De bedste hilsner", "Mvh.", "Kh", "Vh", "Mange hilsner"],
        thanks=["Tak", "Tak igen", "På forhånd tak", "Mange tak", "Tusind tak", "Tak for hjælpen"], wish=["Hav en god dag", "God weekend", "Fortsat god dag", "Hav en rigtig god weekend", "God sommer"],
        title=["Kunderådgiver", "Kundekonsulent", "Direktør", "Teamleder", "Sagsbehandler", "Kundechef", "Kundeservice"],
        team=["{}-teamet", "Kundeservice, {}", "Dit {}-team", "Holdet bag {}", "{} ApS", "Alle os hos {}", "Kundecenter {}"],
        tel=["Tlf.: ", "Telefon: ", "Mobil: ", "Direkte: ", ""], addr=["Bredgade 4, 1260 København K", "Havnevej 12, 8000 Aarhus C"],
        sent=["Sendt fra min iPhone", "Sendt fra Outlook til iOS", "Hent Outlook til Android"],
        disc=["Denne e-mail kan indeholde fortrolige oplysninger.", "Hvis du ikke er den rette modtager, bedes du slette den.", "CVR-nr. 12 34 56 78", "Tænk på miljøet, før du printer."],
        foot=["Du modtager denne e-mail, fordi du er kunde hos os.", "Afmeld nyhedsbrevet: {url}", "Denne besked er sendt automatisk og kan ikke besvares.", "Du kan ikke svare på denne e-mail.", "Følg os på Instagram"],
        auto=["Dette er en automatisk genereret besked."],
        sent_=["Tak for din henvendelse om pakken.", "Vi har kigget på sagen og kan se, at varen blev sendt i går.", "Beløbet er nu refunderet, og du har det på kontoen inden for tre hverdage.", "Kan du sende os et billede af skaden?", "Du er velkommen til at skrive igen, hvis du har flere spørgsmål.", "Du kan ændre adressen under Min konto.", "Jeg beklager, at appen loggede dig ud igen.", "Hvis linket ikke virker, kan du kopiere det ind i browseren.", "Fakturaen er vedhæftet som PDF.", "Vi ser frem til at høre fra dig.", "Det er desværre ikke muligt at ændre ordren nu.", "Din konto er nu aktiveret og du kan logge ind.", "Tak for din tilmelding.", "Klik på linket nedenfor for at bekræfte din adresse.", "Boardets administrator har afvist dit indlæg.", "Sendt fra lageret i går, så den skulle være hos dig inden weekenden."],
        short=["Svar.", "Det er fint.", "Færdig!", "Tillykke.", "Se vedhæftede.", "Ja tak.", "Den virker nu.", "Velkommen til {firm}!"],
        colon=["Din ordre indeholder:", "Sådan gør du:", "Indholdet af beskeden:", "Bemærk følgende:", "Brugerens profil:", "Brug dette link:"],
        item=["Sluk routeren", "Vent i ti sekunder", "tjek serienummeret", "To lamper, hvide"],
        label=["Ordrenummer", "Navn", "E-mail", "Telefon", "Adgangskode", "Beløb", "Brugernavn", "Status", "Profil"], ps=["P.S. Butikken har lukket på fredag."],
        wrote="{d} skrev {n} <{e}>:", date=["Den 3. nov. 2025 kl. 10.12", "man. 3. nov. 2025 kl. 10.12", "Den tirsdag den 12. maj 2024"], head=["Fra", "Sendt", "Til", "Emne"], dear="Til"),
    "sv": dict(
        greet=["Hej", "Hej igen", "Hejsan", "Kära", "Bästa", "God morgon", "Hallå", "Tjena"], all=["alla", "allihop", "kund", "på dig"],
        bye=["Med vänlig hälsning", "Vänliga hälsningar", "Mvh", "Hälsningar", "Med vänliga hälsningar", "Bästa hälsningar", "Vänligen", "Mvh,", "Allt gott"],
        thanks=["Tack", "Tack på förhand", "Stort tack", "Tack så mycket", "Tack för hjälpen", "Tack igen"], wish=["Ha en bra dag", "Trevlig helg", "Ha en fortsatt trevlig dag", "Glad sommar"],
        title=["Kundrådgivare", "Kundtjänstmedarbetare", "Handläggare", "Teamledare", "VD", "Projektledare", "Kundtjänst"],
        team=["{}-teamet", "Kundtjänst, {}", "Vi på {}", "Teamet bakom {}", "{} AB", "Alla vi på {}", "{} kundservice"],
        tel=["Tel: ", "Telefon: ", "Mobil: ", "Växel: ", ""], addr=["Storgatan 4, 111 22 Stockholm", "Box 12, 903 25 Umeå"],
        sent=["Skickat från min iPhone", "Skickat från Outlook för iOS", "Hämta Outlook för Android"],
        disc=["Detta meddelande kan innehålla konfidentiell information.", "Om du inte är rätt mottagare ber vi dig radera det.", "Org.nr 556677-8899"],
        foot=["Du får detta mejl eftersom du är kund hos oss.", "Avregistrera dig här: {url}", "Det går inte att svara på detta meddelande.", "Svara inte på det här mejlet.", "Följ oss på Facebook"],
        auto=["Detta är ett automatiskt meddelande."],
        sent_=["Tack för att du hörde av dig om paketet.", "Vi har tittat på ditt ärende och ser att varan skickades i går.", "Beloppet är nu återbetalat och du har det på kontot inom tre vardagar.", "Kan du skicka en bild på skadan?", "Hör gärna av dig om du undrar något mer.", "Du kan ändra adressen under Mina sidor.", "Jag beklagar att appen loggade ut dig igen.", "Om länken inte fungerar kan du kopiera den till webbläsaren.", "Fakturan är bifogad som PDF.", "Vänligen kontakta oss om du har frågor.", "Tyvärr går det inte att ändra beställningen nu.", "Vi ser fram emot att höra från dig.", "Din rapport har blivit godkänd och syns nu på sidan.", "Skickat från lagret i går, så det bör vara hos dig före helgen."],
        short=["Svar.", "Det går bra.", "Klart!", "Grattis!", "Se bilagan.", "Ja, gärna.", "Den fungerar nu."],
        colon=["Din beställning innehåller:", "Gör så här:", "Din rapport har titeln:", "Observera följande:", "Du har angivit följande:"],
        item=["Stäng av routern", "Vänta i tio sekunder", "kontrollera serienumret", "Två lampor, vita"],
        label=["Ordernummer", "Namn", "E-post", "Telefon", "Lösenord", "Summa", "Spårning", "Status"], ps=["P.S. Butiken är stängd på fredag."],
        wrote="{d} skrev {n} <{e}>:", date=["Den 3 nov. 2025 kl. 10:12", "mån 3 nov. 2025 kl 10:12", "Den tis 12 maj 2024 08:15"], head=["Från", "Skickat", "Till", "Ämne"], dear="Till"),
    "de": dict(
        greet=["Hallo", "Liebe", "Lieber", "Guten Tag", "Sehr geehrter Herr", "Sehr geehrte Frau", "Hi", "Guten Morgen", "Moin"], all=["zusammen", "alle", "Team"],
        bye=["Mit freundlichen Grüßen", "Viele Grüße", "Beste Grüße", "Liebe Grüße", "Freundliche Grüsse", "Herzliche Grüße", "LG", "MfG", "VG", "Gruß"],
        thanks=["Danke", "Vielen Dank", "Danke im Voraus", "Vielen Dank im Voraus", "Herzlichen Dank", "Danke schön"], wish=["Schönes Wochenende", "Einen schönen Tag noch", "Ich wünsche Ihnen einen schönen Tag", "Frohe Ostern"],
        title=["Kundenbetreuerin", "Sachbearbeiter", "Leiterin Kundenservice", "Geschäftsführer", "Kundenberater", "Kundenservice"],
        team=["Ihr {}-Team", "Das {} Team", "Dein {} Team", "{} GmbH", "Kundenservice {}", "Die {}-Redaktion"],
        tel=["Tel.: ", "Telefon: ", "Mobil: ", "Fon ", ""], addr=["Hauptstraße 4, 20095 Hamburg", "Postfach 12, 80331 München"],
        sent=["Von meinem iPhone gesendet", "Gesendet mit Outlook für iOS", "Gesendet von meinem Handy"],
        disc=["Diese E-Mail kann vertrauliche Informationen enthalten.", "Wenn Sie nicht der richtige Adressat sind, löschen Sie diese E-Mail bitte.", "Amtsgericht Hamburg, HRB 12345", "Geschäftsführer: Jan Vogel"],
        foot=["Sie erhalten diese E-Mail, weil Sie bei uns Kunde sind.", "Newsletter abbestellen: {url}", "Diese Nachricht wurde automatisch erstellt.", "Bitte antworten Sie nicht auf diese E-Mail."],
        auto=["Dies ist eine automatisch erstellte Nachricht."],
        sent_=["vielen Dank für Ihre Nachricht zu dem verspäteten Paket.", "Wir haben den Vorgang geprüft und sehen, dass die Ware gestern verschickt wurde.", "Der Betrag wurde erstattet und ist in drei Werktagen auf Ihrem Konto.", "Können Sie uns ein Foto des Schadens schicken?", "Bei weiteren Fragen können Sie uns jederzeit schreiben.", "Die Adresse können Sie unter Mein Konto ändern.", "Es tut mir leid, dass die App Sie wieder abgemeldet hat.", "Wenn der Link nicht funktioniert, kopieren Sie ihn in den Browser.", "Die Rechnung finden Sie im Anhang.", "Leider ist es nicht möglich, die Bestellung jetzt noch zu ändern.", "Wir freuen uns auf Ihre Antwort.", "dein Konto ist jetzt aktiv und du kannst dich anmelden.", "Gesendet von unserem Lager am Montag, die Ware sollte also bald bei Ihnen sein."],
        short=["Antwort.", "Das passt.", "Fertig!", "Glückwunsch!", "Siehe Anhang.", "Ja, gerne.", "Es geht wieder."],
        colon=["Ihre Bestellung enthält:", "So gehen Sie vor:", "Ihre Meldung lautete:", "Bitte beachten Sie:"],
        item=["Router ausschalten", "Zehn Sekunden warten", "die Seriennummer prüfen", "Zwei Lampen, weiß"],
        label=["Bestellnummer", "Name", "E-Mail", "Telefon", "Passwort", "Summe", "Status"], ps=["P.S. Am Freitag ist der Laden geschlossen."],
        wrote="Am {d} schrieb {n} <{e}>:", date=["03.11.2025 um 10:12", "Mo., 3. Nov. 2025 um 10:12 Uhr", "12. Mai 2024"], head=["Von", "Gesendet", "An", "Betreff"], dear="An"),
}
FIELDS = ["{{{{{}}}}}", "{{{{ {} }}}}", "[% {} %]", "{{{}}}", "%{{{}}}", "<%= {} %>", "[{}]", "#{{{}}}", "${{{}}}"]


class Mail:
    """A mail under construction: lines with their labels; a label may be a list of (label, text) for one line."""

    def __init__(self, rng, lang):
        self.r, self.l, self.w, self.lines = rng, lang, LANG[lang], []
        self.firm = rng.choice(FIRMS)
        self.field = rng.choice(FIELDS)
        self.templated = False

    def maybe(self, p):
        return self.r.random() < p

    def name(self, full=None):
        full = self.maybe(0.5) if full is None else full
        return self.r.choice(FIRST) + (" " + self.r.choice(LAST) if full else "")

    def holder(self, what):
        return self.field.format(what)

    def address(self):
        return "%s@%s.%s" % (self.r.choice(FIRST).lower(), self.firm.lower().replace(" ", ""), self.r.choice(["no", "com", "dk", "se", "de"]))

    def url(self):
        return "https://%s.%s/%s" % (self.firm.lower().replace(" ", ""), self.r.choice(["no", "com", "dk"]), self.r.choice(["konto", "a/81723", "order?id=12", ""]))

    def fill(self, text):
        return text.replace("{url}", self.holder("unsubscribe_url") if self.templated else self.url()).replace("{firm}", self.firm)

    def add(self, label, text):
        self.lines.append((label, text))

    def blank(self, p=1.0, n=1):
        if self.maybe(p):
            self.lines.extend([("blank", "")] * n)

    def wrapped(self, label, text, width):
        line = ""
        for word in text.split(" "):
            if line and len(line) + len(word) + 1 > width:
                self.add(label, line + (" " if self.maybe(0.1) else ""))
                line = word
            else:
                line = line + " " + word if line else word
        self.add(label, line)

    def paragraph(self):
        n = self.r.choice([1, 1, 2, 2, 3])
        text = " ".join(self.r.choice(self.w["sent_"]) for _ in range(n))
        if self.templated and self.maybe(0.4):
            text = text.replace(" ", " %s " % self.holder(self.r.choice(["order_no", "site_name", "report.title", "SITENAME", "link"])), 1)
        self.wrapped("message", text, self.r.choice([58, 66, 72, 76, 400, 400]))

    def greeting(self, only_first=False):
        g, who = self.r.choice(self.w["greet"]), None
        k = self.r.random()
        if k < 0.25:
            who = ""
        elif k < 0.4:
            who = " " + self.r.choice(self.w["all"])
        elif k < 0.5 and not only_first:
            self.add("greeting", self.name() + ",")
            return
        elif k < 0.54 and not only_first:
            self.add("greeting", "%s %s," % (self.w["dear"], self.r.choice([self.name(True), self.name(True), self.holder("bodies_name"), "Bergen kommune", "Nordby skole"])))
            return
        elif self.templated:
            who = self.r.choice([" ", ", "]) + self.holder(self.r.choice(["name", "USERNAME", "report.name", "customer.first_name"]))
        else:
            who = self.r.choice([" ", " ", " ", ", "]) + self.name()
        text = g + who
        if self.maybe(0.12):
            text = text.lower() if self.maybe(0.5) else text
        end = self.r.choice([",", ",", ",", "!", "", ".", ":"])
        if self.maybe(0.1):
            self.lines.append(([("greeting", text + (end or ",")), ("message", self.r.choice(self.w["sent_"]))], None))
            return
        self.add("greeting", text + end)
        if self.maybe(0.02):
            self.blank(0.5)
            self.add("greeting", self.r.choice(self.w["greet"][:1]))

    def extras(self):
        k = self.r.randrange(12)
        add = lambda t: self.add("message", t)
        if k == 0:
            add(self.r.choice(self.w["colon"]))
            self.blank(0.4)
            mark = self.r.choice(["- ", "* ", "• ", "   - ", "-- ", "{}. "])
            for i in range(self.r.randint(2, 5)):
                add(mark.format(i + 1) + self.r.choice(self.w["item"]))
        elif k == 1:
            if self.maybe(0.5):
                add(self.r.choice(self.w["colon"]))
                self.blank(0.5)
            add(("    " if self.maybe(0.4) else "") + (self.holder("token_url") if self.templated else self.url()))
        elif k in (2, 3):
            if self.maybe(0.6):
                add(self.r.choice(self.w["colon"]))
            ruled = self.maybe(0.3)
            if ruled:
                add(self.r.choice(["-" * 28, "=" * 30, "----", "_" * 30, "*" * 20]))
            gaps = self.maybe(0.2)
            for _ in range(self.r.randint(2, 5)):
                value = self.r.choice([self.name(True), "4711", self.address(), "+47 22 33 44 55", "199,00 kr", "DHL 00340434161094"]) if not self.templated else self.holder(self.r.choice(["USERNAME", "order.total", "EMAIL", "phone"]))
                add("%s: %s" % (self.r.choice(self.w["label"]), value))
                self.blank(1.0 if gaps else 0)
            if ruled:
                add("-" * 28)
        elif k == 4:
            add(self.r.choice(["## ", "", "** "]) + self.r.choice(self.w["label"] + self.w["item"]))
            add(self.r.choice(["----", "=" * 12, "~" * 17, "-" * 20]))
            self.blank(0.6)
            if self.templated and self.maybe(0.5):
                add(self.holder(self.r.choice(["MESSAGE", "report.detail", "comment"])))
            else:
                self.paragraph()
        elif k == 5:
            for t in self.r.sample(["$ apt-get install foo", "    int main(void) {", "        return 0;", "    }", "Error: file not found", "# make all", "drwxr-xr-x 2 root root 4096", "<VirtualHost *:80>"], 3):
                add(t)
        elif k == 6 and self.templated:
            add("{% if x.reason %}" if "[" not in self.field else "[% IF missing %]")
            self.paragraph()
            add("{% endif %}" if "[" not in self.field else "[% END %]")
        elif k == 7:
            add(self.r.choice(self.w["colon"]))
            self.blank(0.5)
            add(self.holder(self.r.choice(["report.title", "MESSAGE", "REASON", "detail"])) if self.templated else self.r.choice(self.w["item"]))
        elif k == 8:
            add(self.r.choice(["----------", "***", "- - -", ".....", "~~~~~~~~~~"]))
            self.blank(0.5)
            self.paragraph()
        elif k == 9:
            add(self.name(True) + self.r.choice([" 200 kr", " - 22 33 44 55", ", " + self.address()]))
        elif k == 10:
            add(self.r.choice([s for s in self.w["short"] if " " in s]).replace("{firm}", self.firm))
        else:
            add("%s  %s" % (self.r.choice(self.w["item"]), self.r.choice(["12,50", "4 stk.", "2 x 99 kr"])))

    def body(self, least=1):
        for i in range(self.r.choice([least, 1, 2, 2, 3, 4])):
            if i:
                self.blank(0.9)
            if self.maybe(0.28):
                self.extras()
            else:
                self.paragraph()

    def signature(self, after_bye):
        r, w = self.r, self.w
        k = r.random()
        if self.templated and k < 0.35:
            self.add("signature", self.holder(r.choice(["signature", "EMAIL_SIG", "agent.signature", "INCLUDE 'signature.txt'"])))
            if self.maybe(0.4):
                self.blank()
                self.wrapped("signature", " ".join(r.sample(w["sent_"], r.randint(1, 3))), 72)
            return
        if self.templated and k < 0.5:
            self.add("signature", self.holder(r.choice(["agent.name", "shop_name", "sender"])))
        elif k < 0.72 or not after_bye:
            mark = r.choice(["", "", "", "", "-", "- ", "/", "— ", "  "]) if not after_bye else r.choice([""] * 12 + ["/", "\t"])
            text = mark + self.name() + ("." if self.maybe(0.12) else "")
            self.add("signature", text.lower() if self.maybe(0.08) else text)
        else:
            self.add("signature", r.choice(w["team"]).format(self.firm))
            if self.maybe(0.7):
                return
        gap = self.maybe(0.15)
        for p, text in [
            (0.45, r.choice(w["title"])),
            (0.4, self.firm + r.choice(["", " AS", " ApS", " AB", " GmbH", " Ltd"])),
            (0.15, r.choice(w["addr"])),
            (0.4, r.choice(w["tel"]) + r.choice(["22 33 44 55", "+47 900 00 000", "+45 12 34 56 78", "08-123 45 67", "040 1234567", "(555) 010-0199"])),
            (0.25, r.choice(["", "E: ", "E-post: ", "mailto:"]) + self.address()),
            (0.2, r.choice([self.url(), "www.%s.no" % self.firm.lower().replace(" ", "")])),
        ]:
            if self.maybe(p):
                if gap:
                    self.blank()
                    gap = False
                self.add("signature", text)

    def closing(self):
        """Farewell and signature; returns whether a signature was written."""
        r, w = self.r, self.w
        k = r.random()
        if k < 0.12:
            return False
        if k < 0.23:
            self.blank(0.9)
            self.signature(False)
            return True
        if k < 0.26:
            self.blank(0.95)
            self.add("farewell", r.choice(w["thanks"]) + r.choice(["!", ".", ",", ""]))
            return False
        if self.maybe(0.18):
            self.blank(0.75)
            self.add("farewell", r.choice(w["wish"] + w["thanks"]) + r.choice(["!", ".", "", " :)"]))
        if self.maybe(0.02):
            self.add("signature", "--")
        self.blank(0.92, 1 if self.maybe(0.9) else 2)
        pool = w["bye"] if k < 0.8 else w["thanks"] if k < 0.93 else w["wish"]
        bye = r.choice(pool)
        bye = bye.lower() if self.maybe(0.1) else bye
        if self.maybe(0.2) and pool is w["bye"]:
            sign = r.choice([self.name(), r.choice(w["team"]).format(self.firm), self.firm])
            if not sign.startswith(("Hilsen", "-", "—")):
                self.lines.append(([("farewell", bye + r.choice(["", "", ",", "."])), ("signature", sign)], None))
                return True
        self.add("farewell", bye + r.choice([",", ",", ",", "", "", "!"] if pool is not w["bye"] else [",", ",", ",", ",  ", "", ""]))
        self.blank(0.3)
        self.signature(True)
        return True

    def below(self, signed):
        r, w = self.r, self.w
        if signed and self.maybe(0.1):
            # Standing notes of a department, in full sentences.
            if self.maybe(0.6):
                self.add("signature", "_" * r.choice([20, 60]))
                self.blank(0.5)
            for _ in range(r.randint(1, 2)):
                self.wrapped("signature", " ".join(r.sample(w["sent_"], r.randint(1, 2))), r.choice([70, 400]))
                self.blank(0.3)
            self.add("signature", r.choice(w["label"]) + ": " + self.firm)
            if self.maybe(0.7):
                self.add("signature", "-" * r.choice([30, 60]))
        if self.maybe(0.08) and signed:
            self.blank()
            self.add("message", r.choice(w["ps"]))
        if self.maybe(0.07) and signed:
            self.blank()
            self.add("message", r.choice(w["colon"]))
            self.blank()
            self.add("message", self.holder("report.detail") if self.templated else r.choice(w["sent_"]))
            if self.maybe(0.5):
                self.blank()
                self.paragraph()
        if self.maybe(0.08):
            self.blank(0.9)
            ruled = self.maybe(0.6)
            if ruled:
                self.add("signature", r.choice(["--", "-- ", "—", "___________", "----------------------", "=" * 30, "-" * 48, "*" * 40]))
            if ruled and self.maybe(0.4):
                self.add("signature", self.name(True) + r.choice([" - ", ", ", " <", " | "]) + r.choice([self.address(), self.url(), self.r.choice(w["title"])]))
                for _ in range(r.randint(0, 2)):
                    self.add("signature", r.choice(["Proud owner of three cats since 2009", "Member of the " + self.firm + " club", "Registered user #1870", "\"Less is more\"", "All my own opinions", "Tea before code"]))
            else:
                self.signature(True)
        if self.maybe(0.12):
            self.blank(0.95)
            self.add("signature", r.choice(w["sent"]))
        if self.maybe(0.12):
            self.blank(0.9)
            if self.maybe(0.3):
                self.add("signature", r.choice(["-" * 40, "_" * 50, "*" * 30]))
            for text in r.sample(w["disc"], r.randint(1, len(w["disc"]) - 1)):
                self.wrapped("signature", text, r.choice([60, 72, 400]))
                self.blank(0.2)
        if self.maybe(0.25 if self.templated else 0.1):
            self.blank(0.95)
            for text in r.sample(w["foot"] + w["auto"], r.randint(1, 2)):
                self.wrapped("signature", self.fill(text), r.choice([60, 72, 400]))

    def list_footer(self):
        r = self.r
        self.blank(0.9, r.choice([1, 1, 2, 3]))
        name = r.choice(["gear-users", "Hjelp-liste", "dev", "bokbytte", "Kodegruppe"])
        link = "http://lists.example.org/listinfo/" + name.lower()
        k = r.randrange(4)
        rows = [
            ["_" * r.choice([40, 47, 50]), name + " mailing list", name + "@lists.example.org", link],
            ["-- ", "%s discussion: %s@example.org" % (name, name), link + " for (un)subscription information.", "List maintainer: owner@example.org"],
            [link],
            ["-" * 55, "This list is sponsored by: " + self.firm, "Come and see our new range", "http://example.org/offer", "_" * 47, name + " mailing list", link],
        ][k]
        for row in rows:
            self.add("signature", row)

    def quoted(self, marks=True):
        r, w = self.r, self.w
        other = Mail(r, self.l)
        other.greeting()
        other.blank()
        other.body()
        if other.closing():
            pass
        rows = [self.flat(row) for row in other.lines]
        name, address = self.name(True), self.address()
        if marks:
            self.add("quoted", w["wrote"].format(d=r.choice(w["date"]), n=name, e=address))
            self.blank(0.4)
            for row in rows:
                self.add("quoted", ("> " + row).rstrip() if r.random() < 0.9 else "> " + row)
        else:
            values = [name + " <" + address + ">", "3. november 2025 10:12", self.name(True), "Re: 4711"]
            for field, value in zip(w["head"], values):
                self.add("quoted", field + ": " + value)
            self.blank()
            for row in rows:
                self.add("quoted" if row.strip() else "blank", row)

    def flat(self, row):
        label, text = row
        return " ".join(t for _, t in label) if text is None else text

    def support(self):
        if self.maybe(0.3):
            self.add("subject", self.w["head"][3] + ": " + self.r.choice(self.w["item"]))
            self.blank()
        if self.maybe(0.88):
            self.greeting()
            self.blank(0.85)
        self.body()
        self.below(self.closing())
        if self.maybe(0.3):
            self.blank(0.95)
            self.quoted(self.maybe(0.6))

    def template(self):
        self.templated = True
        self.support()

    def listed(self):
        if self.maybe(0.5):
            self.add("subject", "Subject: Re: [list] " + self.r.choice(self.w["item"]))
            self.blank()
        if self.maybe(0.5):
            self.greeting()
            self.blank(0.6)
        if self.maybe(0.5):
            self.quoted()
            self.blank(0.9)
        self.body()
        if self.maybe(0.3):
            self.blank()
            self.quoted()
            self.blank()
            self.body()
        signed = self.closing()
        if self.maybe(0.35):
            self.blank(0.5)
            self.add("signature", self.r.choice(["-- ", "--"]))
            if self.maybe(0.5):
                self.signature(True)
            for text in self.r.sample(self.w["short"] + self.w["sent_"] + ["%s - %s" % (self.name(True), self.url())], self.r.randint(1, 2)):
                self.wrapped("signature", text.replace("{firm}", self.firm), 60)
        elif not signed and self.maybe(0.2):
            self.blank()
            self.add("signature", "--")
        if self.maybe(0.55):
            self.list_footer()

    def thankful(self):
        """Thanks are all that the mail has to say, so they are no farewell."""
        if self.maybe(0.5):
            self.greeting()
            self.blank(0.8)
        thanks = self.r.choice(self.w["thanks"])
        self.add("message", thanks + self.r.choice(["!", ".", "!!", " :)"]))
        self.blank()
        self.add("farewell", self.r.choice(self.w["bye"]) + self.r.choice([",", ""]))
        self.signature(True)

    def short(self):
        if self.maybe(0.3):
            self.greeting()
            self.blank(0.8)
        for i in range(self.r.choice([1, 1, 2, 3])):
            self.blank(1.0 if i else 0)
            self.add("message", self.r.choice(self.w["short"]).replace("{firm}", self.firm) if self.maybe(0.7) else self.r.choice(self.w["sent_"]))
        k = self.r.random()
        if k > 0.93:
            self.blank()
            bye = self.r.choice(self.w["bye"] + ["cu", "kthxbye"])
            self.add("farewell", bye.lower() if self.maybe(0.5) else bye)
        if k < 0.25:
            self.blank()
            self.add("signature", self.r.choice(self.w["sent"]))
        elif k < 0.45:
            self.closing()
        elif k < 0.55:
            self.blank()
            self.add("signature", self.name())
        if self.maybe(0.3):
            self.blank()
            self.quoted(self.maybe(0.7))

    def machine(self):
        """A newsletter or a notice: text that looks like a signature but is none."""
        self.templated = self.maybe(0.5)
        w = self.w
        if self.maybe(0.5):
            self.add("subject", "Subject: " + self.r.choice(self.w["item"]))
            self.blank()
        if self.maybe(0.3):
            self.greeting()
            self.blank()
        for _ in range(self.r.choice([2, 3, 4, 6, 8, 25, 40])):
            if self.maybe(0.15):
                self.add("message", self.r.choice(w["title"] + w["label"] + [self.firm.upper(), self.name(True) + ", " + self.firm, self.firm + ": " + self.name(True)]).replace("{url}", self.url()).replace("{firm}", self.firm))
                self.blank(0.5)
            self.extras()
            self.blank(0.8)
            if self.maybe(0.4):
                self.paragraph()
                self.blank()
        if self.maybe(0.3):
            self.below(self.closing())
        elif self.maybe(0.25):
            self.add("signature", self.r.choice(w["team"]).format(self.firm))
        elif self.maybe(0.6):
            for text in self.r.sample(self.w["foot"], self.r.randint(1, 2)):
                self.add("signature", self.fill(text))

    def finish(self):
        while self.lines and self.lines[-1][0] == "blank":
            self.lines.pop()
        text, labels = [], []
        for n, (label, line) in enumerate(self.lines, 1):
            if line is None:
                line, at = "", 0
                for kind, part in label:
                    line += (" " if line else "") + part
                    start = len(line.encode()) - len(part.encode())
                    labels.append({"lines": [n, n], "label": kind, "bytes": [start, len(line.encode())]})
            elif not line.strip():
                labels.append({"lines": [n, n], "label": "blank"})
            else:
                labels.append({"lines": [n, n], "label": label})
            text.append(line)
        return "\n".join(text) + "\n", labels


def main():
    folder, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 600
    rng = random.Random(20)
    os.makedirs(os.path.join(folder, "src"), exist_ok=True)
    labels, manifest = {}, {}
    kinds = ["support"] * 5 + ["template"] * 4 + ["listed"] * 4 + ["short"] * 3 + ["thankful"] + ["machine"] * 3
    for i in range(count):
        lang = rng.choice(list(LANG))
        mail = Mail(rng, lang)
        kind = rng.choice(kinds)
        getattr(mail, kind)()
        text, rows = mail.finish()
        name = "%04d.txt" % i
        open(os.path.join(folder, "src", name), "w", encoding="utf-8").write(text)
        labels[name], manifest[name] = rows, {"source": "own-" + kind, "lang": lang}
    json.dump(labels, open(os.path.join(folder, "labels.json"), "w"))
    json.dump(manifest, open(os.path.join(folder, "manifest.json"), "w"))


if __name__ == "__main__":
    main()
