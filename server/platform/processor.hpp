#pragma once
#include <string>

namespace gasworks::platform {

/// "Intel(R) Xeon(R) CPU", "Raspberry Pi 4 Model B"; empty where the system does not tell.
std::string processor_name();

/// Cores that this process may use; 0 where the system does not tell.
unsigned usable_cores();

}  // namespace gasworks::platform
