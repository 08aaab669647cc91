# The capabilities and adapters, in order: each may use only what stands above it.
module(base LIBRARIES Boost::json PkgConfig::libsodium Threads::Threads date::date date::date-tz)
module(proof USES base LIBRARIES PkgConfig::libsodium)
# What erasing a medium means, shared by the station, the server and the certificate: pure rules.
module(sanitization USES base proof LIBRARIES OpenSSL::Crypto)
# ---- adapters: no capability in them ----
module(i18n USES base LIBRARIES Boost::locale)
module(html USES base i18n)
module(storage USES base LIBRARIES PkgConfig::libzstd SOCI)
module(http USES base LIBRARIES PkgConfig::libmicrohttpd PkgConfig::zlib)
module(documents USES base i18n LIBRARIES PkgConfig::pangocairo PkgConfig::libqrencode PkgConfig::libqpdf PkgConfig::xlsxwriter
  PkgConfig::liborcus)
module(jobs USES base storage LIBRARIES PkgConfig::libcurl)
# ---- capabilities ----
set(adapters i18n html storage http documents jobs)
module(accounts USES base proof ${adapters})
# What machines say of themselves: pure reading, without database or network, so that the station can have it alone.
module(hardware FOLDER equipment/hardware USES base)
module(equipment WITHOUT hardware USES accounts hardware sanitization)
module(collection USES equipment)
module(erasure USES collection)
module(workshop USES erasure)
module(stock USES workshop)
module(sales USES stock)
module(impact USES sales)
module(server USES impact LIBRARIES spdlog::spdlog CLI11::CLI11)
target_compile_definitions(boucle_server PUBLIC BOUCLE_VERSION="${PROJECT_VERSION}")
# ---- station: its parts ----
module(drives USES base sanitization LIBRARIES PkgConfig::blkid PkgConfig::liburing)
module(engine USES drives LIBRARIES Threads::Threads)
module(checkup USES base hardware LIBRARIES Threads::Threads)
module(station USES i18n proof hardware engine checkup LIBRARIES PkgConfig::libcurl PkgConfig::ncursesw CLI11::CLI11)
target_compile_definitions(boucle_station PUBLIC BOUCLE_VERSION="${PROJECT_VERSION}")
