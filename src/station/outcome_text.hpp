#pragma once
// What the command line says of drives, plans and outcomes, in sentences.
#include <string>
#include <vector>

#include "drives/drive.hpp"
#include "engine/erasure.hpp"
#include "i18n/i18n.hpp"

namespace station {

/// « Samsung SSD 860 EVO – série S3Z… – 250 Go – SSD – /dev/sda »
std::string drive_line(const i18n::Translator& tr, const drives::Found& found);
/// What will be done, what it proves, which better methods are not taken and why, what a person could do.
std::vector<std::string> plan_lines(const i18n::Translator& tr, const sanitization::Plan& plan);
/// « S3Z… : effacement, 42 %, 180 Mo/s, encore 12 min »
std::string progress_line(const i18n::Translator& tr, const engine::Job& job);
/// « S3Z… : EFFACÉ, niveau Purge », then each exception and reason.
std::vector<std::string> finished_lines(const i18n::Translator& tr, const engine::Finished& finished);
/// What a real drive would have got, in practice too; whoever shows it says that it is practice.
sanitization::Assessment shown_assessment(const engine::Finished& finished);
const char* phase_code(engine::Phase phase);

}  // namespace station
